"""What a run may be asked for. Imports nothing heavy: the command line reads it before it knows what to do."""

from typing import Literal

Names = Literal["model", "spacy"]  # who finds names: our model alone, or with it spaCy, where it knows the language
