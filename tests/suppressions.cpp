// Linked into the desktop and the tests of sanitizer builds.

// Fontconfig keeps its configuration and its matches until the process ends, even after we free ours. The function's
// name is the sanitizer's.  NOLINTNEXTLINE(bugprone-reserved-identifier)
extern "C" const char* __lsan_default_suppressions() {
    return "leak:libfontconfig\n";
}
