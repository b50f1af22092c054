#include "desk/token_file.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cmath>
#include <fstream>
#include <string>
#include <vector>

#include "coalesce/model/error.hpp"
#include "coalesce/model/npy.hpp"
#include "coalesce/model/npz.hpp"
#include "desk/clips.hpp"

using namespace coalesce;

namespace {

struct NpyFile {
    std::filesystem::path path;
    NpyFile(const char* name, std::size_t rows, std::size_t columns)
        : path(std::filesystem::temp_directory_path() / (std::to_string(getpid()) + name)) {
        write_npy(path, std::vector<double>(rows * columns, 0.5), rows, columns);
    }
    ~NpyFile() { std::filesystem::remove(path); }
    NpyFile(const NpyFile&) = delete;
    NpyFile& operator=(const NpyFile&) = delete;
};

std::string refusal(const std::filesystem::path& path) {
    try {
        load_for_desk(path.string());
    } catch (const InputError& error) {
        return error.what();
    }
    return "";
}

}  // namespace

TEST_CASE("the columns of a token file decide between circle and sphere, its rows are the tokens") {
    for (const std::size_t columns : {2U, 3U}) {
        const NpyFile file("-tokens.npy", 7, columns);
        const SceneToOpen opened = load_for_desk(file.path.string());
        CHECK(opened.document.scene.dimension == static_cast<int>(columns));
        CHECK(opened.document.scene.model == Model::standard(static_cast<int>(columns)));
        CHECK(opened.document.scene.tokens.count == 7);
        CHECK(opened.start == opened.document.scene);
        validate(opened.document, "test");
        CHECK(draw(opened.start.tokens.law, opened.start.dimension, 7, 1).size() == 7);
        // Saving asks for a name of its own: the tokens are not overwritten.
        CHECK(scene_file(file.path.string()).empty());
        CHECK(proposed_scene_file(file.path.string()).ends_with("-tokens.json"));
    }
}

TEST_CASE("a token file of another shape, a damaged one and a missing one are refused in one line with the name") {
    const NpyFile five("-five.npy", 3, 5);
    CHECK(refusal(five.path).find("3×5") != std::string::npos);
    CHECK(refusal(five.path).find("N×3") != std::string::npos);
    std::filesystem::resize_file(five.path, 40);
    for (const std::filesystem::path& path : {five.path, std::filesystem::path("/no/such.npy")}) {
        const std::string line = refusal(path);
        CHECK(line.find(path.filename().string()) != std::string::npos);
        CHECK(line.find('\n') == std::string::npos);
    }
}

TEST_CASE("a table of text opens as an .npy file does; a scene or a lesson of that ending stays one") {
    const auto folder = std::filesystem::temp_directory_path();
    const auto write = [&](const char* name, const char* text) {
        const auto path = folder / (std::to_string(getpid()) + name);
        std::ofstream(path) << text;
        return path;
    };
    const auto table = write("-cities.csv", "x,y,z\n1,0,0\n0,2,0\n"), scene = write("-scene.txt", " {\"coalesce\": 1}"),
               broken = write("-broken.csv", "1,0,0\n1,zero,0\n");
    const SceneToOpen opened = load_for_desk(table.string());
    CHECK(opened.document.scene.dimension == 3);
    CHECK(opened.document.scene.tokens.count == 2);
    CHECK(scene_file(table.string()).empty());
    CHECK(proposed_scene_file(table.string()).ends_with("-cities.json"));
    CHECK_FALSE(is_token_file(scene));
    CHECK(load_for_desk(scene.string()).document == SceneDocument{});
    CHECK(refusal(broken).find("line 2, column 2: found “zero”") != std::string::npos);
    for (const auto& path : {table, scene, broken}) std::filesystem::remove(path);
}

TEST_CASE("a column of angles opens on the circle, an archive with its masses") {
    const NpyFile angles("-angles.npy", 3, 0), column("-column.npy", 3, 1);
    for (const auto& path : {angles.path, column.path}) {
        // write_npy takes rows × columns values; a flat array has one a row.
        write_npy(path, std::vector<double>(3, 0.5), 3, path == column.path ? 1 : 0);
        const SceneToOpen opened = load_for_desk(path.string());
        CHECK(opened.document.scene.dimension == 2);
        CHECK(opened.document.scene.tokens.count == 3);
        CHECK(draw(opened.start.tokens.law, 2, 3, 1).token(1) == Vec3{std::cos(0.5), std::sin(0.5), 0});
    }
    const auto archive = std::filesystem::temp_directory_path() / (std::to_string(getpid()) + "-weighted.NPZ");
    write_npz(archive, std::vector<double>{1, 0, 0, 0, 0, 2}, 2, 3, std::vector<double>{3, 1});
    CHECK(is_token_file(archive));
    const SceneToOpen opened = load_for_desk(archive.string());
    CHECK(opened.document.scene.dimension == 3);
    CHECK(opened.document.scene.tokens.count == 2);
    CHECK(draw(opened.start.tokens.law, 3, 2, 1).mass(0) == 0.75);
    std::filesystem::resize_file(archive, 100);
    const std::string line = refusal(archive);
    CHECK(line.find("is no .npz archive, or is damaged") != std::string::npos);
    CHECK(line.find('\n') == std::string::npos);
    std::filesystem::remove(archive);
}
