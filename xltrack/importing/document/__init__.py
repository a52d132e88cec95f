"""Readers of documents (Word, PDF, web pages, marked-up text): bytes in, blocks with places out."""
