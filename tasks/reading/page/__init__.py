"""Pages to lines, one for each visible block, and to what each page says about itself.

============  ==========================================================
"""
