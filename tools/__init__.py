"""What a developer runs: catalogues, checks of the documentation, the bundle for a stick. No part of the wheel."""
