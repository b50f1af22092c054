#include "coalesce/model/output.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>

#include "coalesce/model/error.hpp"
#include "coalesce/model/files.hpp"

using namespace coalesce;
namespace fs = std::filesystem;

namespace {

struct Folder {
    fs::path path;
    Folder() {
        std::string name = (fs::temp_directory_path() / "coalesce-output-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path = name;
    }
    ~Folder() { fs::remove_all(path); }
    std::size_t entries() const { return static_cast<std::size_t>(std::distance(fs::directory_iterator(path), {})); }
};

/// Sets the umask, so that modes of new files do not depend on the user.
struct Umask {
    mode_t before;
    explicit Umask(mode_t mask) : before(::umask(mask)) {}
    ~Umask() { ::umask(before); }
};

std::string text_of(const fs::path& path) {
    return read_text(path, 1 << 20);
}

unsigned mode_of(const fs::path& path) {
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    return status.st_mode & 0777;
}

void store(const fs::path& path, const std::string& text, mode_t mode = 0644) {
    std::ofstream(path) << text;
    REQUIRE(::chmod(path.c_str(), mode) == 0);
}

template <class Action>
std::string refusal(Action action) {
    try {
        action();
    } catch (const RunError& error) {
        return error.what();
    }
    return "";
}

bool frame_name(std::string_view name) {
    return name.starts_with("frame-");
}

/// Ends a child by a signal during `action`; returns the signal that ended it (minus its exit code).
template <class Action>
int ended_by(int signal, Action action) {
    int ready[2];
    REQUIRE(::pipe(ready) == 0);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        for (const int taken : {SIGINT, SIGTERM, SIGHUP}) ::signal(taken, SIG_DFL);  // doctest has its own handlers
        remove_unfinished_on_signals();
        action([&] {
            const bool told = ::write(ready[1], "r", 1) == 1;
            while (told) ::pause();
        });
        ::_exit(0);
    }
    ::close(ready[1]);
    char letter = 0;
    REQUIRE(::read(ready[0], &letter, 1) == 1);
    ::close(ready[0]);
    ::kill(child, signal);
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFSIGNALED(status) ? WTERMSIG(status) : -WEXITSTATUS(status);
}

}  // namespace

TEST_CASE("a file appears at commit, whole, and leaves nothing when abandoned") {
    const Folder folder;
    const fs::path path = folder.path / "result.json";
    {
        PendingFile file(path);
        file.write("ha");
        file.write("lf");
        CHECK(text_of(file.temporary()) == "half");
        CHECK_FALSE(fs::exists(path));
        CHECK(file.temporary().extension() == ".json");
        CHECK(file.temporary().parent_path() == folder.path);
        CHECK(PendingFile(path).temporary() != file.temporary());
    }
    CHECK(folder.entries() == 0);
    write_file(path, "old");
    {
        PendingFile file(path);
        file.write("new");
        CHECK(text_of(path) == "old");
        file.commit();
    }
    CHECK(text_of(path) == "new");
    CHECK(folder.entries() == 1);
}

TEST_CASE("a library may write the temporary file by its name") {
    const Folder folder;
    PendingFile file(folder.path / "a.mp4", PendingFile::Name::visible);
    CHECK(file.temporary().filename().string().starts_with("unfinished-"));
    std::ofstream(file.temporary(), std::ios::trunc) << "film";
    file.commit();
    CHECK(text_of(folder.path / "a.mp4") == "film");
    CHECK(folder.entries() == 1);
}

TEST_CASE("permissions stay, and new files obey the umask") {
    const Folder folder;
    const Umask umask(027);
    for (const mode_t mode : {0600, 0640, 0664, 0755}) {
        CAPTURE(mode);
        store(folder.path / "a", "old", mode);
        {
            PendingFile file(folder.path / "a");
            CHECK(mode_of(file.temporary()) == 0600);  // nobody else can read it meanwhile
            file.commit();
        }
        CHECK(mode_of(folder.path / "a") == mode);
    }
    write_file(folder.path / "b", "new");
    CHECK(mode_of(folder.path / "b") == 0640);
    if (::geteuid() == 0) {
        REQUIRE(::chown((folder.path / "a").c_str(), 12345, 54321) == 0);
        write_file(folder.path / "a", "new");
        struct stat status {};
        REQUIRE(::stat((folder.path / "a").c_str(), &status) == 0);
        CHECK(status.st_uid == 12345);
        CHECK(status.st_gid == 54321);
    }
}

TEST_CASE("a write-protected file is refused, whoever asks") {
    const Folder folder;
    const fs::path path = folder.path / "kept.json";
    store(path, "kept", 0444);
    CHECK(refusal([&] { write_file(path, "x"); }) ==
          path.string() + ": is write-protected, expected a file that may be replaced");
    fs::create_symlink("kept.json", folder.path / "link");
    CHECK(refusal([&] { write_file(folder.path / "link", "x"); }).find("write-protected") != std::string::npos);
    CHECK(text_of(path) == "kept");
    CHECK(folder.entries() == 2);
}

TEST_CASE("a link is written through, not replaced") {
    const Folder folder;
    fs::create_directories(folder.path / "deep" / "er");
    write_file(folder.path / "target", "old");
    fs::create_symlink(folder.path / "target", folder.path / "deep" / "absolute");
    fs::create_symlink("../absolute", folder.path / "deep" / "er" / "chain");
    write_file(folder.path / "deep" / "er" / "chain", "new");
    CHECK(fs::is_symlink(folder.path / "deep" / "er" / "chain"));
    CHECK(fs::is_symlink(folder.path / "deep" / "absolute"));
    CHECK(text_of(folder.path / "target") == "new");
    // A dangling link creates its target.
    fs::create_symlink("born", folder.path / "dangling");
    write_file(folder.path / "dangling", "first");
    CHECK(fs::is_symlink(folder.path / "dangling"));
    CHECK(text_of(folder.path / "born") == "first");
    fs::create_symlink("round", folder.path / "round");
    CHECK(refusal([&] { write_file(folder.path / "round", "x"); }).find("cannot be written") != std::string::npos);
}

TEST_CASE("another user's link in a shared folder is not followed") {
    if (::geteuid() != 0) return;  // only root can make one
    const Folder folder;
    REQUIRE(::chmod(folder.path.c_str(), 01777) == 0);
    store(folder.path / "victim", "kept");
    fs::create_symlink("victim", folder.path / "planted");
    REQUIRE(::lchown((folder.path / "planted").c_str(), 12345, 12345) == 0);
    CHECK(refusal([&] { write_file(folder.path / "planted", "x"); }).find("another user's link") != std::string::npos);
    CHECK(text_of(folder.path / "victim") == "kept");
}

TEST_CASE("names as long as the file system allows, and names that are no text") {
    const Folder folder;
    for (const std::string& name :
         {std::string(244, 'n') + ".json", std::string(255, 'n'), std::string("caf\xe9.json")}) {
        CAPTURE(name);
        write_file(folder.path / name, "x");
        CHECK(text_of(folder.path / name) == "x");
    }
    const fs::path longer = folder.path / std::string(256, 'n');
    CHECK(refusal([&] { PendingFile{longer}; }) == longer.string() + ": cannot be written: File name too long");
    CHECK(folder.entries() == 3);
}

TEST_CASE("what cannot be written is a run-time failure") {
    const Folder folder;
    const fs::path missing = folder.path / "none" / "a";
    CHECK(refusal([&] { write_file(missing, "x"); }) ==
          missing.string() + ": cannot be written: No such file or directory");
    CHECK(refusal([&] { write_file(folder.path, "x"); }) ==
          folder.path.string() + ": found a folder, expected a file to write");
    CHECK(refusal([&] { write_file("/dev/null", "x"); }) ==
          "/dev/null: found a pipe or device, expected a file to write");
    CHECK(fs::is_character_file("/dev/null"));
    CHECK(folder.entries() == 0);
}

TEST_CASE("output folders") {
    const Folder folder;
    make_output_folder(folder.path / "a" / "b");
    CHECK(fs::is_directory(folder.path / "a" / "b"));
    CHECK(fs::is_empty(folder.path / "a" / "b"));
    make_output_folder(folder.path / "a" / "b");  // there already: fine
    make_output_folder((folder.path / "c").string() + "/");
    CHECK(fs::is_directory(folder.path / "c"));
    write_file(folder.path / "file", "x");
    CHECK_THROWS_AS(make_output_folder(folder.path / "file"), RunError);
    CHECK_THROWS_AS(make_output_folder(folder.path / "file" / "below"), RunError);
    CHECK_THROWS_AS(make_output_folder("/proc/coalesce"), RunError);
}

TEST_CASE("a set of files replaces the older set at once, and foreign files stay") {
    const Folder folder;
    const fs::path frames = folder.path / "frames";
    fs::create_directory(frames);
    for (const char* name : {"frame-0", "frame-1", "frame-2"}) store(frames / name, "old", 0600);
    store(frames / "notes.txt", "mine");
    store(folder.path / "elsewhere", "old");
    fs::remove(frames / "frame-1");
    fs::create_symlink("../elsewhere", frames / "frame-1");
    {
        PendingFolder set(frames, frame_name);
        set.write("frame-0", "n");
        set.write("frame-0", "ew");
        std::ofstream(set.temporary() / "frame-1") << "new";
        CHECK(text_of(frames / "frame-0") == "old");
        CHECK(fs::exists(frames / "frame-2"));
        set.commit();
    }
    CHECK(text_of(frames / "frame-0") == "new");
    CHECK(mode_of(frames / "frame-0") == 0600);
    CHECK(fs::is_symlink(frames / "frame-1"));
    CHECK(text_of(folder.path / "elsewhere") == "new");
    CHECK_FALSE(fs::exists(frames / "frame-2"));
    CHECK(text_of(frames / "notes.txt") == "mine");
    CHECK(std::distance(fs::directory_iterator(frames), {}) == 3);
}

TEST_CASE("an abandoned set leaves the older one, and no folder that was not there") {
    const Folder folder;
    store(folder.path / "frame-0", "old");
    {
        PendingFolder set(folder.path, frame_name);
        set.write("frame-0", "new");
        PendingFolder made(folder.path / "a" / "b");
        made.write("x", "y");
    }
    CHECK(text_of(folder.path / "frame-0") == "old");
    CHECK(folder.entries() == 1);
}

TEST_CASE("a set that could not be put into place is told before it is computed") {
    const Folder folder;
    store(folder.path / "frame-0", "kept", 0444);
    CHECK(refusal([&] { PendingFolder(folder.path, frame_name); }) ==
          (folder.path / "frame-0").string() + ": is write-protected, expected a file that may be replaced");
    fs::create_directory(folder.path / "other");
    fs::create_directory(folder.path / "other" / "frame-1");
    CHECK(refusal([&] { PendingFolder(folder.path / "other", frame_name); }).find("found a folder") !=
          std::string::npos);
    // Files outside any rule are also checked before the first is replaced.
    PendingFolder set(folder.path);
    set.write("a", "new");
    set.write("frame-0", "new");
    CHECK(refusal([&] { set.commit(); }).find("write-protected") != std::string::npos);
    CHECK_FALSE(fs::exists(folder.path / "a"));
    CHECK(text_of(folder.path / "frame-0") == "kept");
}

TEST_CASE("a signal ends the program and leaves older outputs and nothing else") {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        CAPTURE(signal);
        const Folder folder;
        store(folder.path / "film.mp4", "old");
        const int ended = ended_by(signal, [&](auto until_ended) {
            PendingFile film(folder.path / "film.mp4");
            film.write("half");
            PendingFolder results(folder.path / "new" / "results");
            for (int k = 0; k < 500; ++k) results.write("frame-" + std::to_string(k), "x");
            until_ended();
        });
        CHECK(ended == signal);
        CHECK(text_of(folder.path / "film.mp4") == "old");
        CHECK(folder.entries() == 1);
    }
}

TEST_CASE("a private folder is the user's own, nobody foretells its name, and it goes") {
    const Folder folder;
    REQUIRE(::chmod(folder.path.c_str(), 0700) == 0);
    REQUIRE(::setenv("XDG_RUNTIME_DIR", folder.path.c_str(), 1) == 0);
    fs::path path;
    {
        const PrivateFolder own, other;
        path = own.path();
        CHECK(path.parent_path() == folder.path);
        CHECK(path != other.path());
        CHECK(mode_of(path) == 0700);
        write_file(path / "scene.json", "{}");
    }
    CHECK_FALSE(fs::exists(path));
    // Not in a folder where others could write.
    REQUIRE(::chmod(folder.path.c_str(), 0777) == 0);
    CHECK(PrivateFolder().path().parent_path() != folder.path);
    ::unsetenv("XDG_RUNTIME_DIR");
    CHECK(folder.entries() == 0);
}
