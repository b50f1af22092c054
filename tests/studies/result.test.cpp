#include "coalesce/studies/result.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>
#include <stdexcept>

#include "coalesce/document/scene_document.hpp"

using namespace coalesce;
using namespace coalesce::studies;

namespace {

struct Row {
    double beta;
    int cells;
    double w1;
    const char* word;
    double pair[2];
    double twice() const { return 2 * w1; }
};

std::string content(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

}  // namespace

TEST_CASE("values stand in JSON in the order in which they were put, each with its type") {
    Result result;
    result.put("zeta", 2.0, "rad").put("alpha.whole", 2).put("alpha.flag", true).put("word", "a \"β\"");
    result.put("alpha.list", std::vector<double>{1, 0.1}).put("runs.0.beta", 5).put("runs.1.beta", 20);
    CHECK(json_text(result) == R"({
  "zeta": 2.0,
  "alpha": {
    "whole": 2,
    "flag": true,
    "list": [
      1.0,
      0.1
    ]
  },
  "word": "a \"β\"",
  "runs": [
    {
      "beta": 5
    },
    {
      "beta": 20
    }
  ]
}
)");
    CHECK(result.number("zeta") == 2);
    CHECK(result.number("alpha.whole") == 2);
    CHECK(std::get<bool>(result.value("alpha.flag")));
    CHECK(result.unit("zeta") == "rad");
    CHECK(result.unit("word").empty());
    CHECK_THROWS_AS(result.value("alpha"), std::out_of_range);
    CHECK_THROWS_AS(result.table("zeta"), std::out_of_range);
    CHECK_THROWS_AS(result.number("word"), std::bad_variant_access);
}

TEST_CASE("a real in JSON reads back as the same double") {
    for (const double value : {0.1, 1.0 / 3, 1e-300, 5e-324, 1.7976931348623157e308, std::nextafter(1.0, 2.0)}) {
        Result result;
        const std::string text = json_text(result.put("x", value));
        CHECK(std::strtod(text.c_str() + text.find(':') + 1, nullptr) == value);
    }
}

TEST_CASE("a real that is not finite is null, or left out where the value says so") {
    const double infinity = std::numeric_limits<double>::infinity();
    Result result;
    result.put("a", NAN).put("b", -infinity).put("c", NAN, "", NotFinite::left_out).put("d", 1.5);
    CHECK(json_text(result) == "{\n  \"a\": null,\n  \"b\": null,\n  \"d\": 1.5\n}\n");

    const std::vector<Row> rows{{1, 2, NAN, "x", {}}, {1, 2, 0.5, "y", {}}};
    Result table;
    table.put(rows_of("t", rows).column("w1", &Row::w1, "rad", NotFinite::left_out).column("word", &Row::word));
    CHECK(json_text(table).find("{\n      \"word\": \"x\"\n    }") != std::string::npos);
    CHECK(json_text(table).find("{\n      \"w1\": 0.5,\n      \"word\": \"y\"\n    }") != std::string::npos);
}

TEST_CASE("columns of a table come from members and functions of its rows") {
    const std::vector<Row> rows{{25, 256, 0.25, "x", {0.5, 0.25}}, {50, 512, 0.125, "y", {0.75, 1}}};
    const Table table = rows_of("bias.points", rows)
                            .column("beta", &Row::beta)
                            .column("cells", &Row::cells)
                            .column("w1", &Row::w1, "rad")
                            .column("twice", &Row::twice)
                            .column("masses", &Row::pair)
                            .column("settings.word", &Row::word)
                            .table;
    CHECK(table.rows() == 2);
    CHECK(table.column("twice").reals() == std::vector<double>{0.5, 0.25});
    CHECK(table.column("w1").unit == "rad");
    CHECK(std::get<std::vector<std::int64_t>>(table.column("cells").cells) == std::vector<std::int64_t>{256, 512});
    CHECK_THROWS_AS(table.column("w2"), std::out_of_range);
    CHECK_THROWS_AS(table.column("cells").reals(), std::bad_variant_access);
    Result result;
    result.put(table);
    const std::string json = json_text(result);
    CHECK(json.find("\"bias\": {\n    \"points\": [") != std::string::npos);
    CHECK(json.find("\"cells\": 256,\n        \"w1\": 0.25,") != std::string::npos);
    CHECK(json.find("\"settings\": {\n          \"word\": \"x\"") != std::string::npos);
    CHECK(result.table("bias.points").rows() == 2);

    Result empty;
    empty.put(rows_of("merges", std::vector<Row>{}).column("beta", &Row::beta));
    CHECK(json_text(empty) == "{\n  \"merges\": []\n}\n");
}

TEST_CASE("CSV has a header, the digits of each column, and quotes only where they are needed") {
    const std::vector<Row> rows{{1, 2, 1.0 / 3, "plain", {1, 2}}, {-1, -2, NAN, "a,\"b\"", {0.5, 1e-7}}};
    Table table = rows_of("t", rows)
                      .column("cells", &Row::cells)
                      .column("w1", &Row::w1)
                      .column("word", &Row::word)
                      .column("pair", &Row::pair)
                      .table;
    table.add("fine", {1.0 / 3, -std::numeric_limits<double>::infinity()}, "", 17).add("coarse", {2e6, 0.1}, "", 1);
    CHECK(csv_text(table) ==
          "cells,w1,word,pair,fine,coarse\n"
          "2,0.3333333333,plain,1 2,0.33333333333333331,2e+06\n"
          "-2,nan,\"a,\"\"b\"\"\",0.5 1e-07,-inf,0.1\n");
}

TEST_CASE("checks stand behind all values with their verdict; a value that is no number fails") {
    Result result;
    CHECK(result.put("x", 1).passes());
    CHECK(json_text(result).find("acceptance") == std::string::npos);
    result.checks.emplace();
    CHECK(result.passes());
    result.checks->push_back({"error", 0.5, 0.5});
    CHECK(result.passes());
    CHECK(json_text(result).ends_with("\"at_most\": 0.5,\n      \"pass\": true\n    }\n  ],\n  \"pass\": true\n}\n"));
    result.checks->push_back({"other", NAN, 1});
    CHECK(!result.passes());
    result.provenance = {"0.1.0", "abc"};
    CHECK(
        json_text(result).ends_with("\"value\": null,\n      \"at_most\": 1.0,\n      \"pass\": false\n    }\n  ],\n"
                                    "  \"pass\": false,\n  \"version\": \"0.1.0\",\n  \"commit\": \"abc\"\n}\n"));
}

TEST_CASE("the scene of a result runs again, and leaves out what is swept") {
    const SceneDocument document = load_scene("ms2", {"tokens.seed=7", "view.yaw=0.5"});
    const auto scene_of = [](const Result& result) {
        const std::string json = json_text(result);
        const std::string key = "\"scene\": ";
        return json.substr(json.find(key) + key.size(), json.rfind('}') - json.find(key) - key.size());
    };
    Result all, swept, part;
    CHECK(parse_scene(scene_of(all.put_scene(document)), "result") == document);
    swept.put_scene(document, {"model.beta", "time"});
    CHECK(scene_of(swept).find("\"beta\"") == std::string::npos);
    CHECK(scene_of(swept).find("\"until\"") == std::string::npos);
    CHECK(scene_of(swept).find("\"seed\": 7") != std::string::npos);
    CHECK(json_text(part.put_scene_part("settings.solver", document, "solver")).find("\"tolerance\": 0.0001") !=
          std::string::npos);
}

TEST_CASE("every table, every array and the JSON become files") {
    const std::filesystem::path folder = std::filesystem::temp_directory_path() / "coalesce-result-test";
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    Result result;
    result.put("x", 1);
    result.files = {Table{"series"}.add("time", {0.5, 1})};
    result.arrays = {{"samples", std::vector<double>{0.1, -2}}};
    write_result(result, folder, "summary.json");
    CHECK(content(folder / "summary.json") == json_text(result));
    CHECK(content(folder / "series.csv") == "time\n0.5\n1\n");
    const std::string bytes = content(folder / "samples.npy");
    CHECK(bytes.starts_with("\x93NUMPY"));
    CHECK(bytes.find("'shape': (2,)") != std::string::npos);
    double values[2];
    REQUIRE(bytes.size() > sizeof values);
    std::memcpy(values, bytes.data() + bytes.size() - sizeof values, sizeof values);
    CHECK(values[0] == 0.1);
    CHECK(values[1] == -2);
    CHECK(std::distance(std::filesystem::directory_iterator(folder), {}) == 3);
    std::filesystem::remove_all(folder);
}
