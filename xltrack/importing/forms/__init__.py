"""The words of agencies' forms, a TOML file a form; see `importing.lexicon`."""
