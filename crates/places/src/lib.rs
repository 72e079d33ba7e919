//! Where it is: divisions, jurisdictions, roads and stakes, near-duplicates, coordinates.
