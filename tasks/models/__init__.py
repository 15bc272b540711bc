"""How trained weights are applied: boosted trees and a conditional logit."""
