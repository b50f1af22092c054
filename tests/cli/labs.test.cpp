#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/child.hpp"
#include "coalesce/model/model.hpp"
#include "reference/attention.hpp"
#include "reference/two_samples.hpp"
#include "view/image.hpp"

using namespace coalesce;
using namespace coalesce::test;

namespace {

using Words = std::vector<std::string>;

nlohmann::json lab(const std::string& name, const std::string& out, const Words& more) {
    Words arguments{"lab", name, "--out", out};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Outcome outcome = coalesce_run(arguments);
    CAPTURE(outcome.err);
    REQUIRE(outcome.code == 0);
    CHECK(outcome.err.empty());
    return nlohmann::json::parse(content(out + "/summary.json"));
}

/// Reads a 1-D .npy file.
std::vector<double> numbers(const std::string& path) {
    const std::string bytes = content(path);
    // Format 1.0, float64, as numpy reads it.
    REQUIRE(bytes.compare(0, 6, "\x93NUMPY") == 0);
    const std::size_t header = static_cast<unsigned char>(bytes[8]) + 256u * static_cast<unsigned char>(bytes[9]);
    std::vector<double> values((bytes.size() - 10 - header) / sizeof(double));
    std::memcpy(values.data(), bytes.data() + 10 + header, values.size() * sizeof(double));
    return values;
}

bool is_picture(const std::string& path) {
    const Image image = read_png(path);
    return image.width == 2400 && image_difference(image, Image(image.width, image.height)) > 0.5;  // not all black
}

}  // namespace

TEST_CASE("lab infinite-width writes the files and keys of the contract") {
    const Scratch scratch;
    const Words small{"--set", "n=16", "--set", "samples=4000", "--set", "heads=1", "--seed", "5"};
    const auto summary = lab("infinite-width", scratch / "a", small);
    CHECK(summary.at("settings").at("n") == 16);
    CHECK(summary.at("settings").at("seed") == 5);
    CHECK(summary.at("sample_seconds").get<double>() > 0);
    // kl is 0.031 for 50 000 samples of this setting; 4000 scatter by a tenth of it.
    CHECK(summary.at("kl").get<double>() == doctest::Approx(0.031).epsilon(0.4));
    const std::vector<double> samples = numbers(scratch / "a/samples.npy"), limit = numbers(scratch / "a/limit.npy");
    REQUIRE(samples.size() == 4000);
    REQUIRE(limit.size() == 4000);
    CHECK(samples != limit);
    CHECK(is_picture(scratch / "a/infinite-width.png"));
    CHECK(content(scratch / "a/kl.csv").starts_with("n,kl_mean,kl_deviation"));

    Words again = small;
    again.insert(again.end(), {"--threads", "1", "--quiet", "--theme", "dark"});
    lab("infinite-width", scratch / "b", again);
    CHECK(content(scratch / "a/samples.npy") == content(scratch / "b/samples.npy"));
    CHECK(content(scratch / "a/kl.csv") == content(scratch / "b/kl.csv"));
}

TEST_CASE("lab infinite-width builds matrices where it is told to") {
    const Scratch scratch;
    const auto summary = lab("infinite-width", scratch / "a",
                             {"--set", "n=8", "--set", "samples=3000", "--set", "matrices=true", "--set", "heads=1"});
    lab("infinite-width", scratch / "b", {"--set", "n=8", "--set", "samples=30000", "--set", "heads=1"});
    CHECK(summary.at("kl") == summary.at("kl_kernel"));
    CHECK(reference::two_sample_p(numbers(scratch / "a/samples.npy"), numbers(scratch / "b/samples.npy")) > 0.001);
}

TEST_CASE("lab infinite-width redraws the figures of its paper with a table of KL") {
    const Scratch scratch;
    for (const char* figure : {"1", "2a", "2b", "3", "5"}) {
        CAPTURE(figure);
        const std::string out = scratch / figure;
        const auto summary = lab("infinite-width", out, {"--figure", figure, "--set", "samples=500"});
        CHECK(summary.at("figure") == figure);
        CHECK(summary.at("seeds") == 10);
        CHECK(summary.at("kl").size() >= 2);
        CHECK(is_picture(out + "/figure-" + figure + ".png"));
        // One line per setting and seed, and the header.
        const std::string csv = content(out + "/kl.csv");
        CHECK(std::count(csv.begin(), csv.end(), '\n') == static_cast<long>(1 + 10 * summary.at("kl").size()));
    }
}

TEST_CASE("lab equiangular writes the files and columns of the contract") {
    const Scratch scratch;
    const auto summary = lab("equiangular", scratch / "o",
                             {"--set", "n=16", "--set", "beta=3", "--set", "rho=0.3", "--set", "attention=unnormalized",
                              "--until", "4", "--seed", "3"});
    CHECK(summary.at("beta") == 3);
    std::istringstream series(content(scratch / "o/series.csv"));
    std::string line;
    std::getline(series, line);
    CHECK(line == "time,rho_theory,rho_particles");
    int rows = 0;
    double time = 0, theory = 0, particles = 0;
    while (std::getline(series, line)) {
        REQUIRE(std::sscanf(line.c_str(), "%lf,%lf,%lf", &time, &theory, &particles) == 3);
        ++rows;
        if (time != 1 && time != 4) continue;
        // 500 classical steps a unit of time, rates below β = 3: (3/500)^4 is 1e-9.
        const double expected = reference::equiangular_by_particles(Attention::unnormalized, 16, 3, 0.3, time,
                                                                    static_cast<int>(500 * time));
        CHECK(theory == doctest::Approx(expected).epsilon(1e-7));
        CHECK(particles == doctest::Approx(expected).epsilon(1e-7));
    }
    CHECK(rows == 201);
    CHECK(time == 4);
    CHECK(theory == summary.at("rho_at_end"));
    CHECK(is_picture(scratch / "o/equiangular.png"));
    CHECK(std::filesystem::exists(scratch / "o/transition.csv"));
    CHECK(std::filesystem::exists(scratch / "o/times.csv"));

    CHECK(summary.at("transition_gamma").is_null());
    // rate_exponent = γ(1-ρ) = β(1-ρ)/log n.
    CHECK(summary.at("rate_exponent").get<double>() == doctest::Approx(3 * 0.7 / std::log(16)));

    const auto wide = lab("equiangular", scratch / "wide", {"--set", "n=1000000", "--set", "gamma=1.5"});
    CHECK(wide.at("rho_at_end").get<double>() > 0.99);
    CHECK(wide.contains("particles"));
    CHECK_FALSE(wide.contains("rho_particles_at_end"));
    CHECK(wide.at("transition_gamma").get<double>() == doctest::Approx(2));
}

TEST_CASE("lab equiangular returns for the largest scores, where nothing moves") {
    const Scratch scratch;
    for (const char* key : {"beta=10000", "gamma=10000"}) {
        CAPTURE(key);
        const auto summary = lab("equiangular", scratch / key, {"--set", key, "--set", "n=8"});
        CHECK(summary.at("rho_at_end") == 0.5);
        CHECK(summary.at("rho_particles_at_end").get<double>() == doctest::Approx(0.5).epsilon(1e-12));
    }
}

TEST_CASE("labs and figures that are interrupted end at once and leave what their folder had") {
    const Scratch scratch;
    // Each of these would compute for minutes or hours.
    const std::vector<Words> long_ones{
        {"lab", "single-location", "--set", "iterations=1000000"},
        {"lab", "infinite-width", "--set", "heads=4096", "--set", "s=8", "--set", "samples=1000000"},
        {"lab", "equiangular", "--set", "n=256", "--set", "rho=0", "--until", "1000000"},
        {"reproduce", "ms1a", "--set", "tokens.count=100000", "--until", "10000"},
    };
    for (Words words : long_ones) {
        CAPTURE(words[1]);
        const std::string out = scratch / words[1];
        std::filesystem::create_directories(out);
        store(out + "/summary.json", "old");
        const auto entries = [&] {
            return std::distance(std::filesystem::directory_iterator(out), std::filesystem::directory_iterator());
        };
        words.insert(words.end(), {"--out", out});
        ChildOptions options;
        options.signal = SIGINT;
        options.signal_when = [&] { return entries() == 2; };  // its unfinished results: it is computing
        const Outcome outcome = coalesce_run(words, options);
        CAPTURE(outcome.err);
        // The child helper would end it by SIGALRM after a minute.
        CHECK(outcome.code == -SIGINT);
        CHECK(entries() == 1);
        CHECK(content(out + "/summary.json") == "old");
    }
}

TEST_CASE("--format writes each kind of picture asked for, once, and no other") {
    const Scratch scratch;
    const Words small{"--set", "n=8", "--quiet"};
    Words both = small;
    both.insert(both.end(), {"--format", "svg", "--format", "pdf", "--format", "svg"});
    lab("equiangular", scratch / "both", both);
    CHECK(content(scratch / "both/equiangular.pdf").starts_with("%PDF-"));
    const std::string svg = content(scratch / "both/equiangular.svg");
    CHECK(svg.find(">Inner product</text>") != std::string::npos);
    CHECK(svg.find("<tspan") != std::string::npos);  // the ρ after it is set as a formula
    CHECK_FALSE(std::filesystem::exists(scratch / "both/equiangular.png"));
    lab("equiangular", scratch / "again", both);
    CHECK(content(scratch / "again/equiangular.pdf") == content(scratch / "both/equiangular.pdf"));
    CHECK(content(scratch / "again/equiangular.svg") == svg);
    const Outcome wrong = coalesce_run({"lab", "equiangular", "--out", scratch / "wrong", "--format", "eps"});
    CHECK(wrong.code == 2);
    CHECK(wrong.err.find("--format: found eps, expected png, pdf or svg") != std::string::npos);
    CHECK(std::count(wrong.err.begin(), wrong.err.end(), '\n') == 1);
    CHECK_FALSE(std::filesystem::exists(scratch / "wrong"));
}
