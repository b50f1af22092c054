#include "desk/open_folder.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

using namespace coalesce;
namespace fs = std::filesystem;

namespace {

/// A folder that becomes the whole PATH, with a fake xdg-open if asked for.
class Programs {
  public:
    Programs() : before_(std::getenv("PATH")) {
        std::string name = (fs::temp_directory_path() / "coalesce-desk-XXXXXX").string();
        path = mkdtemp(name.data());
        setenv("PATH", path.c_str(), 1);
    }
    ~Programs() {
        setenv("PATH", before_.c_str(), 1);
        fs::remove_all(path);
    }
    /// Writes a script that stores its arguments, one a line, and exits with `code`.
    void make_opener(int code) const {
        std::ofstream(path / "xdg-open") << "#!/bin/sh\nprintf '%s\\n' \"$@\" > '" << (path / "said.partial").string()
                                         << "'\n/bin/mv '" << (path / "said.partial").string() << "' '"
                                         << (path / "said").string() << "'\nexit " << code << "\n";
        chmod((path / "xdg-open").c_str(), 0755);
    }
    /// Waits for the script; returns its arguments.
    std::string said() const {
        while (!fs::exists(path / "said")) usleep(1000);
        std::ifstream stream(path / "said");
        std::ostringstream text;
        text << stream.rdbuf();
        return text.str();
    }
    fs::path path;

  private:
    std::string before_;
};

}  // namespace

TEST_CASE("the folder of a file is handed to xdg-open as one argument, whatever its name holds") {
    const Programs programs;
    programs.make_opener(0);
    const fs::path folder = programs.path / "a; touch $(pwned) 'b' -x";
    fs::create_directory(folder);
    std::ofstream(folder / "film.mp4") << "x";
    FolderOpener opener;
    CHECK(opener.open(folder / "film.mp4") == "");
    CHECK(programs.said() == folder.string() + "\n");
    fs::remove(programs.path / "said");
    CHECK(opener.open(folder) == "");
    CHECK(programs.said() == folder.string() + "\n");
}

TEST_CASE("where there is no xdg-open, or no folder, one line says so") {
    const Programs programs;
    FolderOpener opener;
    CHECK(opener.open(programs.path / "film.mp4").find("found no xdg-open") != std::string::npos);
    CHECK(opener.open(programs.path / "gone" / "film.mp4").find("no longer exists") != std::string::npos);
    CHECK(opener.poll() == "");
}

TEST_CASE("an xdg-open that fails is told of once") {
    const Programs programs;
    programs.make_opener(3);
    FolderOpener opener;
    CHECK(opener.open(programs.path / "film.mp4") == "");
    programs.said();
    std::string complaint;
    while (complaint.empty()) complaint = opener.poll();
    CHECK(complaint.find(programs.path.string()) != std::string::npos);
    CHECK(complaint.find("exit code 3") != std::string::npos);
    CHECK(opener.poll() == "");
}
