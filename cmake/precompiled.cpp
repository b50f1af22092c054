// CMake precompiles headers for a target, and a target has a source file: coalesce_precompiled has this one.
