"""Other people's servers under test: installed in a folder of their own, started on loopback, asked, stopped."""
