"""One public function a verb, for the command line, the page and notebooks."""
