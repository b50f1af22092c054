#include "model/files.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <fstream>

#include "model/error.hpp"

using namespace coalesce;
namespace fs = std::filesystem;

namespace {

struct Folder {
    fs::path path = fs::temp_directory_path() / "coalesce_files_test";
    Folder() {
        fs::remove_all(path);
        fs::create_directories(path);
    }
    ~Folder() { fs::remove_all(path); }
    std::size_t entries() const { return static_cast<std::size_t>(std::distance(fs::directory_iterator(path), {})); }
};

template <class Error, class Action>
std::string refusal(Action action) {
    try {
        action();
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

}  // namespace

TEST_CASE("a file is read whole, up to its limit") {
    const Folder folder;
    const fs::path path = folder.path / "a.txt";
    const std::string bytes("line\n\0\xff", 7);
    std::ofstream(path, std::ios::binary) << bytes;
    CHECK(read_text(path, 7) == bytes);
    CHECK(refusal<InputError>([&] { read_text(path, 6); }) == path.string() + ": found 7 bytes, expected at most 6");
}

TEST_CASE("what cannot be read is named") {
    const Folder folder;
    const fs::path none = folder.path / "none", pipe = folder.path / "pipe";
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    CHECK(refusal<InputError>([&] { read_text(none, 10); }) == none.string() + ": No such file or directory");
    CHECK(refusal<InputError>([&] { read_text(folder.path, 10); }) ==
          folder.path.string() + ": found a folder, expected a file");
    CHECK(refusal<InputError>([&] { read_text(pipe, 10); }) ==
          pipe.string() + ": found a pipe or device, expected a file");
    CHECK(refusal<InputError>([&] { read_text("/dev/zero", 10); }) ==
          "/dev/zero: found a pipe or device, expected a file");
}

TEST_CASE("an atomic file appears at commit, whole, and leaves nothing when abandoned") {
    const Folder folder;
    const fs::path path = folder.path / "result.json";
    {
        AtomicFile file(path);
        file.write("half");
        CHECK_FALSE(fs::exists(path));
        CHECK(file.temporary().extension() == ".json");
        CHECK(file.temporary().parent_path() == folder.path);
    }
    CHECK(folder.entries() == 0);
    write_file(path, "old");
    {
        AtomicFile file(path);
        file.write("new");
        CHECK(read_text(path, 10) == "old");
        file.commit();
    }
    CHECK(read_text(path, 10) == "new");
    CHECK(folder.entries() == 1);
}

TEST_CASE("a link is written through, not replaced") {
    const Folder folder;
    write_file(folder.path / "target", "old");
    fs::create_symlink(folder.path / "target", folder.path / "link");
    write_file(folder.path / "link", "new");
    CHECK(fs::is_symlink(folder.path / "link"));
    CHECK(read_text(folder.path / "target", 10) == "new");
}

TEST_CASE("what cannot be written is a run-time failure") {
    const Folder folder;
    const fs::path missing = folder.path / "none" / "a";
    CHECK(refusal<RunError>([&] { write_file(missing, "x"); }) ==
          missing.string() + ": cannot be written: No such file or directory");
    CHECK(refusal<RunError>([&] { write_file(folder.path, "x"); }) ==
          folder.path.string() + ": found a folder, expected a file to write");
    CHECK(refusal<RunError>([&] { write_file("/dev/null", "x"); }) ==
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
    write_file(folder.path / "file", "x");
    CHECK_THROWS_AS(make_output_folder(folder.path / "file"), RunError);
    CHECK_THROWS_AS(make_output_folder(folder.path / "file" / "below"), RunError);
    CHECK_THROWS_AS(make_output_folder("/proc/coalesce"), RunError);
}
