#include "document/scene_paths.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/model/files.hpp"
#include "coalesce/model/npy.hpp"

using namespace coalesce;
namespace fs = std::filesystem;

namespace {

struct Folder {
    fs::path path;
    Folder() {
        std::string name = (fs::temp_directory_path() / "coalesce-paths-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path = fs::canonical(name);
    }
    ~Folder() { fs::remove_all(path); }
};

/// Writes a scene file that names its tokens by `path`, given as JSON text.
fs::path scene_with(const fs::path& folder, const std::string& path) {
    fs::create_directories(folder);
    write_file(folder / "scene.json", R"({"coalesce":1,"tokens":{"law":{"kind":"file","path":")" + path + R"("}}})");
    return folder / "scene.json";
}

std::string path_in(const fs::path& scene) {
    const std::string text = read_text(scene, 1 << 20), key = R"("path": ")";
    const std::size_t from = text.find(key) + key.size();
    return text.substr(from, text.find('"', from) - from);
}

const FileLaw& law_of(const SceneDocument& document) {
    return std::get<FileLaw>(document.scene.tokens.law);
}

}  // namespace

TEST_CASE("a relative token file stays relative to the scene's file, wherever that is written") {
    const Folder folder;
    const fs::path home = folder.path / "a" / "b";
    const SceneDocument document = read_scene(scene_with(home, "data/tokens.npy"));
    CHECK(law_of(document).path == (home / "data" / "tokens.npy").string());
    write_scene(document, home / "again.json");
    CHECK(path_in(home / "again.json") == "data/tokens.npy");
    fs::create_directories(folder.path / "a" / "c");
    write_scene(document, folder.path / "a" / "c" / "other.json");
    CHECK(path_in(folder.path / "a" / "c" / "other.json") == "../b/data/tokens.npy");
    write_scene(document, folder.path / "a" / "up.json");
    CHECK(path_in(folder.path / "a" / "up.json") == "b/data/tokens.npy");
    for (const char* name : {"b/again.json", "c/other.json", "up.json"})
        CHECK(read_scene(folder.path / "a" / name) == document);
}

TEST_CASE("an absolute token file stays absolute") {
    const Folder folder;
    const std::string tokens = (folder.path / "tokens.npy").string();
    const SceneDocument document = read_scene(scene_with(folder.path, tokens));
    write_scene(document, folder.path / "again.json");
    CHECK(path_in(folder.path / "again.json") == tokens);
}

TEST_CASE("a path keeps its spelling where it still means the same file") {
    const Folder folder;
    fs::create_directories(folder.path / "store");
    fs::create_directories(folder.path / "scenes");
    fs::create_symlink("../store", folder.path / "scenes" / "data");
    fs::create_symlink("store/real.npy", folder.path / "tokens.npy");
    for (const char* spelling : {"data/tokens.npy", "./x/../tokens.npy", "../tokens.npy"}) {
        CAPTURE(spelling);
        const SceneDocument document = read_scene(scene_with(folder.path / "scenes", spelling));
        write_scene(document, folder.path / "scenes" / "again.json");
        CHECK(path_in(folder.path / "scenes" / "again.json") == spelling);
    }
}

// The system resolves ".." at the target of a link, not at the link.
TEST_CASE("a way up goes along the links that there are") {
    const Folder folder;
    fs::create_directories(folder.path / "far" / "deep");
    fs::create_directories(folder.path / "near");
    fs::create_directory_symlink(folder.path / "far" / "deep", folder.path / "near" / "link");
    CHECK(resolved(folder.path / "near" / "link", "../tokens.npy") == folder.path / "far" / "tokens.npy");
    const SceneDocument document = read_scene(scene_with(folder.path, "near/tokens.npy"));
    write_scene(document, folder.path / "near" / "link" / "scene.json");
    CHECK(path_in(folder.path / "near" / "link" / "scene.json") == "../../near/tokens.npy");
    CHECK(read_scene(folder.path / "near" / "link" / "scene.json") == document);
}

TEST_CASE("names that are not UTF-8 come back from a scene file") {
    const Folder folder;
    const fs::path cafe = folder.path / "caf\xe9";
    const SceneDocument inside = read_scene(scene_with(cafe, "tokens.npy"));
    write_scene(inside, cafe / "again.json");
    CHECK(path_in(cafe / "again.json") == "tokens.npy");
    write_scene(inside, folder.path / "outside.json");
    CHECK(path_in(folder.path / "outside.json") == "caf\\\\xe9/tokens.npy");
    CHECK(law_of(read_scene(folder.path / "outside.json")).path == (cafe / "tokens.npy").string());
    CHECK_NOTHROW(to_json(inside));
    const SceneDocument typed =
        parse_scene(R"({"coalesce":1})", "x", {"tokens.law.kind=file", "tokens.law.path=" + (cafe / "t.npy").string()});
    CHECK(law_of(typed).path == (cafe / "t.npy").string());
}

TEST_CASE("tokens that are read again are the same to the last bit") {
    const Folder folder;
    const fs::path path = folder.path / "tokens.npy";
    std::vector<double> values;
    for (int k = 0; k < 30000; ++k) values.push_back(std::sin(1.7 * k * k + 0.3));
    for (const int d : {2, 3}) {
        CAPTURE(d);
        const auto columns = static_cast<std::size_t>(d);
        write_npy(path, values, values.size() / columns, columns);
        const Cloud first = draw(FileLaw{path.string()}, d, 1, 1);
        write_npy(path, row_major(first), first.size(), columns);
        const Cloud second = draw(FileLaw{path.string()}, d, 1, 1);
        CHECK(row_major(second) == row_major(first));
    }
}
