#include <doctest/doctest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/child.hpp"
#include "coalesce/model/npy.hpp"
#include "coalesce/observe/cloud_distance.hpp"

using namespace coalesce;
using namespace coalesce::test;

namespace {

using Words = std::vector<std::string>;

Outcome run(const std::string& out, const Words& more) {
    Words arguments{"run",   "two-clusters",     "--out",   out,  "--backend", "cpu",
                    "--set", "tokens.count=200", "--until", "0.6"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return coalesce_run(arguments);
}

/// Rows of a CSV file after its header.
std::vector<std::vector<double>> rows_of(const std::string& csv) {
    std::vector<std::vector<double>> rows;
    std::istringstream lines(csv);
    std::string line, cell;
    std::getline(lines, line);
    while (std::getline(lines, line)) {
        std::istringstream cells(line);
        rows.emplace_back();
        while (std::getline(cells, cell, ',')) rows.back().push_back(std::stod(cell));
    }
    return rows;
}

Cloud cloud_in(const std::string& path) {
    const NpyArray array = read_npy(path);
    Cloud cloud(static_cast<int>(array.columns), array.rows);
    for (std::size_t i = 0; i < array.rows; ++i) {
        Vec3 x{};
        for (std::size_t k = 0; k < array.columns; ++k) x[k] = array.values[i * array.columns + k];
        cloud.set_token(i, x);
    }
    return cloud;
}

const Words results{"initial.npy", "tokens.npy", "series.csv", "scene.json"};

}  // namespace

TEST_CASE("each twin has the files that its own run would have, and the first run those it has alone") {
    const Scratch scratch;
    const Words twins{"--twin", "model.attention=unnormalized", "--twin", "model.beta=40,time.dt=0.004"};
    const Outcome together = run(scratch / "together", twins);
    CAPTURE(together.err);
    REQUIRE(together.code == 0);
    REQUIRE(run(scratch / "alone", {}).code == 0);
    REQUIRE(run(scratch / "first", {"--set", "model.attention=unnormalized"}).code == 0);
    REQUIRE(run(scratch / "second", {"--set", "model.beta=40", "--set", "time.dt=0.004"}).code == 0);
    for (const std::string& file : results) {
        CAPTURE(file);
        CHECK(content(scratch / ("together/" + file)) == content(scratch / ("alone/" + file)));
        CHECK(content(scratch / ("together/twin-1/" + file)) == content(scratch / ("first/" + file)));
        CHECK(content(scratch / ("together/twin-2/" + file)) == content(scratch / ("second/" + file)));
    }
    // The same seed: all start from the same tokens.
    CHECK(content(scratch / "together/twin-2/initial.npy") == content(scratch / "alone/initial.npy"));
}

TEST_CASE("twins.csv has energies and distances at common times, summary.json what differs") {
    const Scratch scratch;
    REQUIRE(
        run(scratch / "o", {"--twin", "model.attention=unnormalized", "--twin", "model.beta=40,time.dt=0.004"}).code ==
        0);
    const std::string csv = content(scratch / "o/twins.csv");
    CHECK(csv.substr(0, csv.find('\n')) == "time,energy,energy_1,sliced_w1_1,energy_2,sliced_w1_2");
    const auto rows = rows_of(csv), series = rows_of(content(scratch / "o/series.csv"));
    REQUIRE(rows.size() > 10);
    for (const auto& row : rows) REQUIRE(row.size() == 6);
    CHECK(rows.front()[0] == 0);
    // The same tokens at time 0.
    CHECK(rows.front()[3] == 0);
    CHECK(rows.front()[5] == 0);
    CHECK(rows.back()[0] == series.back()[0]);
    CHECK(rows.back()[1] == series.back()[1]);
    // The last row is the distance of the clouds that were written.
    const Cloud first = cloud_in(scratch / "o/tokens.npy");
    for (const std::size_t k : {1, 2}) {
        const Cloud twin = cloud_in(scratch / ("o/twin-" + std::to_string(k) + "/tokens.npy"));
        const double distance = cloud_distance(first, twin);
        CHECK(distance > 0);
        CHECK(rows.back()[1 + 2 * k] == doctest::Approx(distance).epsilon(1e-8));
    }
    const auto twins = nlohmann::json::parse(content(scratch / "o/summary.json")).at("twins");
    REQUIRE(twins.size() == 2);
    CHECK(twins[0].at("folder") == "twin-1");
    CHECK(twins[0].at("set") == nlohmann::json{{"model.attention", "unnormalized"}});
    CHECK(twins[0].at("words").get<std::string>().find("attention: unnormalised") == 0);
    CHECK(twins[1].at("set").at("model.beta") == 40);
    CHECK(twins[1].at("set").at("time.dt") == 0.004);
    CHECK(twins[0].at("distance").at("name") == "sliced W1");
    CHECK(twins[0].at("distance").at("last").get<double>() == doctest::Approx(rows.back()[3]).epsilon(1e-8));
    CHECK_FALSE(nlohmann::json::parse(content(scratch / "o/twin-1/summary.json")).contains("twins"));
}

TEST_CASE("the same law in twice as many steps is as far away as its steps are long") {
    // Two clusters of the circle that approach each other: a twin of half the step differs by the error of the layer
    // step, of order dt, and at common times between its states by the chord, of order dt².
    const Scratch scratch;
    const Words circle{"run",    "kuramoto",         "--out", scratch / "o",  "--backend", "cpu",
                       "--set",  "tokens.count=100", "--set", "time.dt=0.02", "--until",   "0.5",
                       "--twin", "time.dt=0.007"};
    REQUIRE(coalesce_run(circle).code == 0);
    const std::string csv = content(scratch / "o/twins.csv");
    CHECK(csv.substr(0, csv.find('\n')) == "time,energy,energy_1,w1_1");
    for (const auto& row : rows_of(csv)) {
        CHECK(row[3] < 0.02);
        // The energy is of order 1 and changes at rates of that order.
        CHECK(std::abs(row[2] - row[1]) < 0.02 * std::abs(row[1]) + 1e-3);
    }
}

TEST_CASE("an older set of more twins leaves no results, and other files stay") {
    const Scratch scratch;
    const std::string out = scratch / "o";
    REQUIRE(run(out, {"--twin", "model.beta=40", "--twin", "model.beta=50"}).code == 0);
    store(out + "/twin-2/notes.txt", "mine");
    REQUIRE(run(out, {"--twin", "model.beta=40"}).code == 0);
    CHECK(std::filesystem::exists(out + "/twin-1/tokens.npy"));
    CHECK_FALSE(std::filesystem::exists(out + "/twin-2/tokens.npy"));
    CHECK(std::filesystem::exists(out + "/twin-2/notes.txt"));
    REQUIRE(run(out, {}).code == 0);
    CHECK_FALSE(std::filesystem::exists(out + "/twin-1"));
    CHECK_FALSE(std::filesystem::exists(out + "/twins.csv"));
}

TEST_CASE("twins that make no sense are refused in one line, and nothing is written") {
    const Scratch scratch;
    const auto refused = [&](const Words& twins, const std::string& message) {
        for (const char* command : {"run", "render"}) {
            const std::string out = scratch / (command == std::string("run") ? "none" : "none.png");
            Words arguments{command, "two-clusters", "--out", out};
            for (const std::string& twin : twins) arguments.insert(arguments.end(), {"--twin", twin});
            const Outcome outcome = coalesce_run(arguments);
            CAPTURE(outcome.err);
            CHECK(outcome.code == 2);
            CHECK(outcome.err.find(message) != std::string::npos);
            CHECK(outcome.err.find('\n') == outcome.err.size() - 1);
            CHECK_FALSE(std::filesystem::exists(out));
        }
    };
    refused({"dimension=2"}, "--twin dimension=2: found another dimension, expected 3");
    refused({"model.bta=2"}, "--twin model.bta=2: ");
    refused({"model.beta=x"}, "--twin model.beta=x: ");
    refused({"model.beta"}, "--twin model.beta: found no key and value");
    refused({"time.until=2"}, "--twin time.until=2: found another time.until");
    refused({"view.shell=false"}, "--twin view.shell=false: found another view.shell");
    refused({"tokens.seed=1,tokens.seed=1"}, "found the values of the first run");
    refused({"model.beta=2", "model.beta=3", "model.beta=4", "model.beta=5"}, "--twin: found 4 of them");
}
