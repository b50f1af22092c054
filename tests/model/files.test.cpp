#include "coalesce/model/files.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <fstream>

#include "coalesce/model/error.hpp"

using namespace coalesce;
namespace fs = std::filesystem;

namespace {

struct Folder {
    PrivateFolder own;
    fs::path path{own.path()};
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
