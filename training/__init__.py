"""How the bundled encoder was made: data, recipe, results. Never imported by the product."""
