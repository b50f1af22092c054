// Linked into the desktop of sanitizer builds, where nothing may be unloaded: GLFW and Mesa unload their drivers at
// exit, before the leak check, whose reports could then neither name nor suppress a library.
extern "C" int dlclose(void*) {
    return 0;
}
