"""Raw files to documents, and documents to lines."""
