"""HTTP below the API: requests, retries, errors, streams. It knows no resources."""
