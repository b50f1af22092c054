// Linked into the desktop of sanitizer builds. GLFW and Mesa unload their drivers at exit, before the leak check runs,
// whose reports could then neither name nor suppress a library: nothing is ever unloaded.
extern "C" int dlclose(void*) {
    return 0;
}
