"""What a run may be asked for. Imports nothing heavy: the command line reads it before it knows what to do."""

from typing import Literal

# Who finds names: our model alone, or also spaCy, in the languages that it knows.
NameFinder = Literal["model", "spacy"]
