"""A reader's own request in, the same one corrected out: rules of a registry, and their use.

`rules` makes the rules of a case, which pages take along as data; `request_text` reads what a
reader pasted; `correcting` applies the one to the other. `templates/assets/corrections/` does the
same in the browser, and shared vectors keep both alike.
"""
