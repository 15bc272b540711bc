"""Apply trained weights: boosted trees and a conditional logit."""
