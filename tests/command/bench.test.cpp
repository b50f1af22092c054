#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdio>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "coalesce/model/error.hpp"
#include "command/command.hpp"

using namespace coalesce;

namespace {

/// Runs a command line without quotes.
void run(const std::string& words) {
    std::istringstream stream(words);
    command::CommandLine line("", "");
    command::add_bench(line.root());
    line.run({std::istream_iterator<std::string>(stream), {}});
}

/// Returns what the command writes to file descriptor 1.
std::string output_of(const std::string& line) {
    std::fflush(stdout);
    std::FILE* file = std::tmpfile();
    const int terminal = dup(STDOUT_FILENO);
    dup2(fileno(file), STDOUT_FILENO);
    run(line);
    std::fflush(stdout);
    dup2(terminal, STDOUT_FILENO);
    close(terminal);
    std::rewind(file);
    std::string text;
    for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file)) text += static_cast<char>(c);
    std::fclose(file);
    return text;
}

}  // namespace

TEST_CASE("bench --json prints one object a case with the keys of the contract") {
    const auto list = nlohmann::json::parse(output_of("bench --json --quiet --tokens 300 --dimension 3 --beta 1 1000"));
    REQUIRE(list.size() == 2);
    for (const auto& each : list) {
        CHECK(each.at("solver") == "direct");
        CHECK(each.at("dimension") == 3);
        CHECK(each.at("tokens") == 300);
        CHECK(each.at("threads").get<int>() >= 1);
        CHECK(each.at("seconds_per_step").get<double>() > 0);
        // 300² pairs over the time of a step.
        CHECK(each.at("pairs_per_second").get<double>() * each.at("seconds_per_step").get<double>() ==
              doctest::Approx(90000));
    }
    CHECK(list[0].at("beta") == 1);
    CHECK(list[0].at("precision") == "float");
    CHECK(list[0].at("field_error").get<double>() < 1e-6);  // 5e-7 (1 + β)
    CHECK(list[1].at("precision") == "double");
    CHECK(list[1].at("field_error").get<double>() < 5e-12);  // 5e-15 (1 + β)
}

TEST_CASE("bench of the mesh has no pairs to count, and keeps the tolerance asked for") {
    const auto list = nlohmann::json::parse(
        output_of("bench --json --quiet --tokens 50000 --dimension 2 --beta 30 --solver mesh --tolerance 1e-6"));
    REQUIRE(list.size() == 1);
    CHECK(list[0].at("solver") == "mesh");
    CHECK(list[0].at("pairs_per_second").is_null());
    CHECK(list[0].at("tolerance") == 1e-6);
    CHECK(list[0].at("field_error").get<double>() < 1e-6);
    CHECK(list[0].at("tokens_per_second").get<double>() * list[0].at("seconds_per_step").get<double>() ==
          doctest::Approx(50000));
}

TEST_CASE("bench takes several solvers, and clusters for tokens") {
    const auto list = nlohmann::json::parse(
        output_of("bench --json --quiet --tokens 20000 --dimension 3 --beta 30 --solver direct mesh --law clusters"));
    REQUIRE(list.size() == 2);
    CHECK(list[0].at("asked") == "direct");
    CHECK(list[1].at("asked") == "mesh");
    for (const auto& each : list) {
        CHECK(each.at("law") == "clusters");
        CHECK(each.at("field_error").get<double>() < 1e-4);
    }
}

TEST_CASE("bench without --solver leaves out cases that take too long or repeat another") {
    // 10^12 pairs would take a direct sum a minute; on the sphere the mesh gives way to it at 500 tokens.
    const auto list =
        nlohmann::json::parse(output_of("bench --json --quiet --tokens 500 1000000 --dimension 3 --beta 1"));
    REQUIRE(list.size() == 2);
    CHECK(list[0].at("solver") == "direct");
    CHECK(list[0].at("tokens") == 500);
    CHECK(list[0].at("bytes_per_token").is_null());
    CHECK(list[1].at("solver") == "mesh");
    CHECK(list[1].at("tokens") == 1000000);
    // A cloud has three planes of doubles, and a simulation more than one cloud; arithmetic needs far less than 1 KB.
    if (const auto& memory = list[1].at("bytes_per_token"); !memory.is_null()) {
        CHECK(memory.get<double>() > 48);
        CHECK(memory.get<double>() < 1000);
    }
}

TEST_CASE("the table has a line a case, and a reason where there is no time") {
    const std::string table = output_of("bench --quiet --tokens 500 --dimension 3 --beta 1");
    CHECK(table.find("B/token") != std::string::npos);
    CHECK(table.find("direct   S^2       500      1  float") != std::string::npos);
    CHECK(table.find("mesh     S^2       500      1  -               -  no mesh is cheaper") != std::string::npos);
}

TEST_CASE("bench refuses what it cannot time") {
    CHECK_THROWS_AS(run("bench --tokens 0"), command::UsageError);
    CHECK_THROWS_AS(run("bench --beta -1"), command::UsageError);
    CHECK_THROWS_AS(run("bench --dimension 4"), command::UsageError);
    CHECK_THROWS_AS(run("bench --solver fast"), command::UsageError);
    CHECK_THROWS_AS(run("bench --tolerance 0"), command::UsageError);
    CHECK_THROWS_AS(run("bench --law normal"), command::UsageError);
    CHECK_THROWS_AS(run("bench --json --quiet --simd none"), InputError);
}
