"""Media: uploaded pictures, clips, films and sounds, decoded within limits, written anew, and kept.

Nothing that was uploaded is ever served: what is served is what this room has written itself, without
anything of the upload but what is seen and heard. Whatever reads an upload runs in a process of its own, with
bounded memory and time, so that what breaks it breaks nothing else.
"""
