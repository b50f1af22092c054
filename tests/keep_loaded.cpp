// Linked into the desktop of sanitizer builds. GLFW and Mesa unload their drivers at exit, before the leak check runs,
// whose reports could then neither name nor suppress a library: nothing is ever unloaded.
extern "C" int dlclose(void*) {
    return 0;
}

// A worker of TBB that still sleeps at exit keeps its hold of an observer (desk/priority.cpp) that has long been let
// go.
// The name is the sanitizer's.  NOLINTNEXTLINE(bugprone-reserved-identifier)
extern "C" const char* __lsan_default_suppressions() {
    return "leak:tbb::detail::r1::observe\n";
}
