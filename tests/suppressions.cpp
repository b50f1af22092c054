// Linked into the desktop and the tests of sanitizer builds.

// Fontconfig keeps its configuration and what it matched until the process ends, also when all that we hold is freed.
// The name is the sanitizer's.  NOLINTNEXTLINE(bugprone-reserved-identifier)
extern "C" const char* __lsan_default_suppressions() {
    return "leak:libfontconfig\n";
}
