"""Routes and registry -> the text of every page: templates, Markdown, responses, link previews.

What a page shows is decided in `views`; how it looks, by the templates.
"""
