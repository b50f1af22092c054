#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>

#include "cli/child.hpp"

using namespace coalesce::test;

namespace {

/// Checks that `field` refuses the scene file with one line that names the file and contains all of `said`.
void check_refused(const Scratch& scratch, const std::string& file, const std::vector<std::string>& said) {
    const Outcome outcome = coalesce_run({"field", scratch / "scene.json", "--out", scratch / "v.npy"});
    CAPTURE(outcome.err);
    CHECK(outcome.code == 2);
    CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1);
    CHECK(outcome.err.find(scratch / file) != std::string::npos);
    for (const std::string& word : said) {
        CAPTURE(word);
        CHECK(outcome.err.find(word) != std::string::npos);
    }
    CHECK_FALSE(std::filesystem::exists(scratch / "v.npy"));
}

/// Returns an .npy file of format 1.0 with six doubles, whose header may be wrong.
std::string npy(const std::string& descr, const std::string& fortran, const std::string& shape) {
    const std::string header =
        "{'descr': '" + descr + "', 'fortran_order': " + fortran + ", 'shape': " + shape + ", }\n";
    std::string bytes = "\x93NUMPY";
    bytes += {1, 0, static_cast<char>(header.size()), 0};
    const double values[] = {1, 0, 0, 0, 1, 0};
    return bytes + header + std::string(reinterpret_cast<const char*>(values), sizeof values);
}

}  // namespace

TEST_CASE("broken scene files") {
    const Scratch scratch;
    std::string binary(2000, '\0');
    for (std::size_t i = 0; i < binary.size(); ++i) binary[i] = static_cast<char>((i * 2654435761u) >> 13);
    const std::vector<std::pair<std::string, std::vector<std::string>>> cases{
        {R"({"coalesce":1,"model":{"beta")", {"line 1, column", "expected"}},
        {binary, {"line ", ", column ", "expected"}},
        {"", {"line ", ", column ", "expected"}},
        {"{}", {"coalesce", "version 1"}},
        {R"({"coalesce":1} x)", {"line ", ", column ", "expected"}},
        {"{\"coalesce\":1,\"name\":\"\xff\"}", {"UTF-8"}},
        {R"({"coalesce":1,"model":{"beta":1,"beta":2}})", {"model.beta", "twice"}},
        {R"({"coalesce":1,"modle":{"beta":1}})", {"modle", "nearest known one is model"}},
        {R"({"coalesce":1,"model":{"beta":1e999}})", {"model.beta"}},
        {R"({"coalesce":1,"dimension":2,"model":{"V":[[1,0,0],[0,1,0],[0,0,1]]}})", {"model.V", "2×2"}},
        {std::string(100000, '['), {"deeper"}},
    };
    for (const auto& [text, said] : cases) {
        const std::string shown = text.substr(0, 80);
        CAPTURE(shown);
        store(scratch / "scene.json", text);
        check_refused(scratch, "scene.json", said);
    }
    std::filesystem::resize_file(scratch / "scene.json", (64u << 20) + 1);
    check_refused(scratch, "scene.json", {"67108864"});
}

TEST_CASE("npy files that lie") {
    const Scratch scratch;
    store(scratch / "scene.json", R"({"coalesce":1,"tokens":{"law":{"kind":"file","path":"x.npy"}}})");
    const std::vector<std::pair<std::string, std::vector<std::string>>> cases{
        {npy("<f8", "False", "(1000000000000000000, 3)"), {"1000000000000000000×3", "48 bytes"}},
        {npy("<f8", "False", "(9223372036854775807, 9223372036854775807)"), {"48 bytes"}},
        {npy("<f8", "False", "(3, 3)"), {"3×3", "48 bytes"}},
        {npy("<f8", "False", "(1, 3)"), {"48 bytes"}},
        // Values 1, 0, 0, 0, 1, 0 in the order of columns: the second token is (0, 0, 0).
        {npy("<f8", "True", "(2, 3)"), {"row 1", "zero vector"}},
        {npy("<i4", "False", "(2, 3)"), {"<i4", "float64"}},
        {npy("=f8", "False", "(2, 3)"), {"=f8", "float16"}},
        {npy("<f8", "False", "(6,)"), {"one number a token", "dimension is 3"}},
        {npy("<f8", "False", "(1, 2, 3)"), {"3 dimensions"}},
        {npy("<f8", "False", "(3, 2)"), {"2 coordinates", "dimension is 3"}},
        {npy("<f8", "False", "(-2, 3)"), {"shape"}},
        {npy("<f8", "False", "(2, 3)").substr(0, 30), {"cut short"}},
        {"hello, world", {"not an .npy"}},
        {"", {"not an .npy"}},
    };
    for (const auto& [bytes, said] : cases) {
        store(scratch / "x.npy", bytes);
        check_refused(scratch, "x.npy", said);
    }
    store(scratch / "x.npy", npy("<f8", "False", "(2, 3)"));
    CHECK(coalesce_run({"field", scratch / "scene.json", "--out", scratch / "v.npy"}).code == 0);
}
