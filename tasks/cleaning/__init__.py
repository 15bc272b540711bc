"""Lines to blocks, and blocks to what is kept and what is cut: steps in order, from ``unwrap`` to ``compose``."""
