"""How trained weights, and the words kept with them, are applied, without the libraries that trained them.

============  ===========================================================
logit         conditional logit: which candidate of a document is the one
trees         gradient-boosted trees: how probably a block is body
copied        whether a text looks as if a person copied it, by a weight
byline_lines  whether a line begins like a byline, by the model's words
============  ===========================================================
"""
