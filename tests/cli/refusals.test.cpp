#include <doctest/doctest.h>

#include <algorithm>

#include "cli/child.hpp"

#ifdef COALESCE_HAS_CUDA
#include "coalesce/cuda/cuda_factory.hpp"
#endif

using namespace coalesce::test;

namespace {

using Words = std::vector<std::string>;

struct Refusal {
    Words arguments;  ///< "@/" is replaced by the scratch folder
    int code;
    Words said;
};

Words placed(Words words, const Scratch& scratch) {
    for (std::string& word : words)
        if (const std::size_t at = word.find("@/"); at != std::string::npos) word.replace(at, 1, scratch.path.string());
    return words;
}

std::string joined(const Words& words) {
    std::string text;
    for (const std::string& word : words) text += word + " ";
    return text;
}

/// Checks for one line on stderr that contains all of `said`.
void check_refused(const Refusal& refusal, const Scratch& scratch) {
    const Words arguments = placed(refusal.arguments, scratch);
    const Outcome outcome = coalesce_run(arguments);
    CAPTURE(joined(arguments));
    CAPTURE(outcome.err);
    CHECK(outcome.code == refusal.code);
    CHECK(outcome.err.rfind("coalesce: ", 0) == 0);
    CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1);
    for (const std::string& word : placed(refusal.said, scratch)) {
        CAPTURE(word);
        CHECK(outcome.err.find(word) != std::string::npos);
    }
}

void check_all(const std::vector<Refusal>& refusals, const Scratch& scratch) {
    for (const Refusal& refusal : refusals) check_refused(refusal, scratch);
}

}  // namespace

TEST_CASE("without a device, commands that ask for one say why there is none") {
    std::string why_not = "this build has no CUDA engine";
#ifdef COALESCE_HAS_CUDA
    if (!coalesce::cuda_devices(why_not).empty()) return;
#endif
    const Scratch scratch;
    for (const Words& arguments : {Words{"gpu-check"}, Words{"run", "welcome", "--out", "@/o", "--backend", "cuda"}}) {
        const Outcome outcome = coalesce_run(placed(arguments, scratch));
        CAPTURE(outcome.err);
        CHECK(outcome.code == 1);
        CHECK(outcome.err.find(why_not) != std::string::npos);
        CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1);
    }
    CHECK(!std::filesystem::exists(scratch.path / "o"));
    // A run that asks for a device if there is one runs on the CPU and says why.
    const auto run_with = [&](const char* backend) {
        const Words arguments{"run", "welcome", "--until", "0.01", "--out", "@/o", "--backend", backend};
        CHECK(coalesce_run(placed(arguments, scratch)).code == 0);
        return content(scratch / "o/summary.json");
    };
    CHECK(run_with("auto").find("\"backend_reason\": \"" + why_not + "\"") != std::string::npos);
    CHECK(run_with("cpu").find("backend_reason") == std::string::npos);
}

TEST_CASE("a wrong command line names the command, the option and the nearest one") {
    const Scratch scratch;
    check_all({{{"run", "--out", "@/o"}, 2, {"run: ", "SCENE"}},
               {{"run", "welcome"}, 2, {"run: ", "--out DIR"}},
               {{"run", "welcome", "--ot", "@/o"}, 2, {"--ot", "nearest", "--out"}},
               {{"render", "welcome", "--out", "@/o.mp4", "--thresold=1"}, 2, {"--thresold,", "--threshold"}},
               {{"run", "welcome", "more", "--out", "@/o"}, 2, {"more", "SCENE"}},
               {{"run", "welcome", "--out", "@/o", "--out", "@/p"}, 2, {"--out", "once"}},
               {{"run", "welcome", "--out", "@/o", "--set"}, 2, {"--set", "KEY=VALUE"}},
               {{"run", "welcome", "--out", ""}, 2, {"--out", "empty"}},
               {{"run", "", "--out", "@/o"}, 2, {"SCENE", "empty"}},
               {{"run", "welcom", "--out", "@/o"}, 2, {"welcom:", "nearest is welcome"}},
               {{"run", "welcome", "--out", "@/o", "--until", "soon"}, 2, {"--until", "soon", "number"}},
               {{"run", "welcome", "--out", "@/o", "--until", "-1"}, 2, {"--until", "-1", "≥ 0"}},
               {{"run", "welcome", "--out", "@/o", "--seed", "-1"}, 2, {"--seed", "-1"}},
               {{"run", "welcome", "--out", "@/o", "--seed", "1.5"}, 2, {"--seed", "1.5", "whole"}},
               {{"run", "welcome", "--out", "@/o", "--threads", "0"}, 2, {"--threads", "found 0", "1 to 4096"}},
               {{"run", "welcome", "--out", "@/o", "--backend", "gpu"}, 2, {"--backend", "gpu", "auto, cpu or cuda"}},
               {{"run", "welcome", "--out", "@/o", "--set", "time.dt=1e-300"}, 2, {"time.until", "10^12 steps"}},
               {{"run", "ms1b", "--out", "@/o", "--set", "time.method=adaptive", "--until", "1e20"},
                2,
                {"time.until", "10^12 adaptive steps", "model.V"}},
               {{"rendr", "welcome", "--out", "@/o.mp4"}, 2, {"rendr", "nearest is render"}},
               {{"--windw", "8x8"}, 2, {"--windw", "--window"}},
               {{"@/nosuch.json"}, 2, {"nosuch.json", "neither"}},
               {{"scenes", "more"}, 2, {"more", "none"}},
               {{"lessons", "more"}, 2, {"more", "none"}},
               {{"run", "three-phases", "--out", "@/o"}, 2, {"three-phases", "shipped lesson", "expected a scene"}},
               {{"bench", "--tokens", "0"}, 2, {"--tokens", "found 0"}},
               {{"bench", "--dimension", "4"}, 2, {"--dimension", "2 or 3"}},
               {{"reproduce", "ms9", "--out", "@/o"}, 2, {"ms9", "ms1a"}},
               {{"lab", "--out", "@/o"}, 2, {"lab: ", "no name", "equiangular"}},
               {{"lab", "equiangle", "--out", "@/o"}, 2, {"lab: ", "equiangle", "equiangular"}},
               {{"lab", "equiangular"}, 2, {"lab equiangular: ", "--out DIR", "--film FILE"}},
               {{"lab", "equiangular", "--out", "@/o", "--fps", "10"}, 2, {"--fps", "without --film"}},
               {{"lab", "equiangular", "--film", "@/o.xyz"}, 2, {".xyz", ".mp4"}},
               {{"lab", "equiangular", "--film", "@/o.mp4", "--size", "9"}, 2, {"--size", "found 9"}},
               {{"lab", "equiangular", "--film", "@/o.mp4", "--to", "9"}, 2, {"found 9", "0 to 5"}},
               {{"lab", "single-location", "--film", "@/o.mp4", "--set", "link=sign"}, 2, {"nothing runs"}},
               {{"lab", "infinite-width", "--film", "@/o.mp4", "--figure", "1"}, 2, {"--film", "--figure 1"}},
               {{"lab", "equiangular", "--out", "@/o", "--set", "rho=1"}, 2, {"rho=1", "found 1", "< 1"}},
               {{"lab", "equiangular", "--out", "@/o", "--set", "n=1"}, 2, {"n=1", "found 1", "from 2"}},
               {{"lab", "equiangular", "--out", "@/o", "--set", "bta=1"}, 2, {"unknown key", "beta"}},
               {{"lab", "infinite-width", "--out", "@/o", "--set", "n=0"}, 2, {"n=0", "found 0", "1 to 1000000"}},
               {{"lab", "infinite-width", "--out", "@/o", "--set", "n=1.5"}, 2, {"found 1.5", "whole"}},
               {{"lab", "infinite-width", "--out", "@/o", "--set", "s=64", "--set", "heads=1000"},
                2,
                {"heads·s² = 4096000", "at most 1000000"}},
               {{"lab", "infinite-width", "--out", "@/o", "--set", "n=8", "--set", "head_width=9"},
                2,
                {"head_width", "found 9", "n = 8"}},
               {{"lab", "infinite-width", "--out", "@/o", "--set", "matrices=true", "--set", "n=300"},
                2,
                {"matrices", "300", "256"}},
               {{"lab", "infinite-width", "--out", "@/o", "--set", "activation=tanh"}, 2, {"tanh", "clip", "relu"}},
               {{"lab", "infinite-width", "--out", "@/o", "--seed", "-1"}, 2, {"seed=-1", "found -1"}},
               {{"lab", "infinite-width", "--out", "@/o", "--until", "2"}, 2, {"--until", "unknown"}},
               {{"lab", "infinite-width", "--out", "@/o", "--figure", "4"}, 2, {"--figure", "found 4", "2a"}},
               {{"lab", "infinite-width", "--out", "@/o", "--figure", "1", "--set", "n=8"}, 2, {"n=8", "figure"}}},
              scratch);
    CHECK(std::filesystem::is_empty(scratch.path));
}

TEST_CASE("without a display the desktop says what works without one") {
    const Scratch scratch;
    check_refused({{"--forget"}, 1, {"DISPLAY", "render", "run"}}, scratch);
    check_refused({{"ms1a", "--forget"}, 1, {"DISPLAY", "missing; `coalesce render` and `coalesce run`"}}, scratch);
    // A lesson is filmed; `run` takes none.
    check_refused({{"heat", "--forget"}, 1, {"DISPLAY", "missing; `coalesce render heat --out FILE.mp4`"}}, scratch);
}

TEST_CASE("every limit of the scene file is refused by key, found and expected") {
    const Scratch scratch;
    const std::string law = "tokens.law=";
    const std::vector<std::pair<std::string, Words>> cases{
        {"model.beta=-1", {"found -1", "≥ 0"}},
        {"model.beta=nan", {"nan", "number"}},
        {"model.beta=1e999", {"1e999", "number"}},
        {"model.noise=-1", {"found -1", "≥ 0"}},
        {"model.bta=1", {"unknown key", "model.beta"}},
        {"beta=1", {"unknown key", "model.beta"}},
        {"model.beta", {"expected key=value"}},
        {"=1", {"expected key=value"}},
        {"tokens.count=0", {"found 0", "1 to 100000000"}},
        {"tokens.count=100000001", {"found 100000001"}},
        {"tokens.count=1.5", {"found 1.5", "whole"}},
        {"time.dt=0", {"found 0", "> 0"}},
        {"time.until=-1", {"found -1", "≥ 0"}},
        {"time.method=euler", {"euler", "rk4"}},
        {"solver.precision=half", {"half", "float"}},
        {"dimension=4", {"found 4", "2 to 3"}},
        {"coalesce=2", {"found 2", "version 1"}},
        {"model.Q=[[1,0],[0,1]]", {"3×3"}},
        {"model.Q=[[1,0,0],[0,1,0]]", {"3×3"}},
        {"model.V=7", {"found 7", "3×3"}},
        {law + R"({"kind":"blob"})", {"blob", "uniform"}},
        {law + R"({"kind":"points","points":[]})", {"no points"}},
        {law + R"({"kind":"points","points":[[0,0,0]]})", {"zero vector"}},
        {law + R"({"kind":"points","points":[[1,0]]})", {"3 numbers"}},
        {law + R"({"kind":"points","points":[[1,0,0]],"masses":[0]})", {"masses.0", "> 0"}},
        {law + R"({"kind":"points","points":[[1,0,0]],"masses":[1,2]})", {"2 masses"}},
        {law + R"({"kind":"mixture","components":[]})", {"no components"}},
        {law + R"({"kind":"mixture","components":[{"weight":1,"mean":[1,0,0],"std":-1}]})", {"std", "-1", "≥ 0"}},
        {law + R"({"kind":"file","path":"nosuch.npy"})", {"nosuch.npy", "no such file"}},
    };
    for (const auto& [assignment, said] : cases)
        check_refused({{"field", "welcome", "--out", "@/v.npy", "--set", assignment}, 2, said}, scratch);
    CHECK(std::filesystem::is_empty(scratch.path));
}

TEST_CASE("a recording's settings are refused before anything is drawn") {
    const Scratch scratch;
    const std::vector<std::pair<Words, Words>> cases{
        {{"--out", "@/v.avi"}, {".avi", ".mp4"}},
        {{"--out", "@/v"}, {"no ending"}},
        {{"--out", "@/v.mp4", "--size", "63x64"}, {"63x64", "even"}},
        {{"--out", "@/v.mp4", "--size", "64"}, {"--size", "WIDTHxHEIGHT"}},
        {{"--out", "@/v.png", "--size", "0x0"}, {"0x0", "16384"}},
        {{"--out", "@/v.png", "--size", "99999x9"}, {"99999x9", "16384"}},
        {{"--out", "@/v.mp4", "--fps", "0"}, {"fps", "found 0"}},
        {{"--out", "@/v.mp4", "--fps", "1000"}, {"fps", "240"}},
        {{"--out", "@/v.mp4", "--fps", "29.97"}, {"--fps", "whole"}},
        {{"--out", "@/v.mp4", "--seconds", "0"}, {"seconds", "found 0"}},
        {{"--out", "@/v.mp4", "--seconds", "nan"}, {"seconds", "nan"}},
        {{"--out", "@/v.mp4", "--seconds", "1e99"}, {"seconds", "10^6 frames"}},
        {{"--out", "@/v.mp4", "--from", "-1"}, {"from", "found -1"}},
        {{"--out", "@/v.mp4", "--from", "1e9"}, {"until", "at least from"}},
        {{"--out", "@/v.mp4", "--axis", "log", "--from", "0"}, {"from", "logarithmic"}},
        {{"--out", "@/v.mp4", "--axis", "cubic"}, {"--axis", "linear or log"}},
        {{"--out", "@/v.mp4", "--panels", "maybe"}, {"--panels", "on or off"}},
        {{"--out", "@/v.mp4", "--theme", "pink"}, {"--theme", "dark or light"}},
        {{"--out", "@/v.mp4", "--threshold", "nan"}, {"--threshold", "0 to 1"}},
        {{"--out", "@/v.mp4", "--reference", "@/nosuch.png"}, {"nosuch.png"}},
    };
    for (const auto& [options, said] : cases) {
        Words arguments{"render", "welcome"};
        arguments.insert(arguments.end(), options.begin(), options.end());
        check_refused({arguments, 2, said}, scratch);
    }
    CHECK(std::filesystem::is_empty(scratch.path));
}

// A path below a regular file, and /proc, refuse any user; permission bits would not stop root.
TEST_CASE("what cannot be written is told, with exit code 1") {
    const Scratch scratch;
    store(scratch / "file", "kept");
    const Words little{"--set", "tokens.count=20", "--until", "0.02"};
    const std::vector<Words> cases{{"run", "welcome", "--out", "@/file"},
                                   {"run", "welcome", "--out", "@/file/o"},
                                   {"run", "welcome", "--out", "/proc/o"},
                                   {"field", "welcome", "--out", "@/file/v.npy"},
                                   {"field", "welcome", "--out", "@/nosuch/v.npy"},
                                   {"reproduce", "ms1a", "--out", "@/file/o"},
                                   {"render", "welcome", "--out", "@/file/v.mp4"},
                                   {"render", "welcome", "--out", "@/nosuch/v.webm"},
                                   {"render", "welcome", "--out", "@/nosuch/v.gif"},
                                   {"render", "welcome", "--out", "@/nosuch/v.png"},
                                   {"render", "welcome", "--out", "@/file/"}};
    for (Words arguments : cases) {
        const std::string out = arguments.back();
        arguments.insert(arguments.end(), little.begin(), little.end());
        check_refused({arguments, 1, {out}}, scratch);
    }
    CHECK(content(scratch / "file") == "kept");
    CHECK(std::distance(std::filesystem::directory_iterator(scratch.path), {}) == 1);
}

TEST_CASE("a disk that fills leaves nothing half-written") {
    const Scratch scratch;
    const ChildOptions small_disk{.file_size_limit = 3000};
    for (const char* name : {"v.mp4", "v.webm", "v.gif", "v.png", "v.npy", "results"}) {
        CAPTURE(name);
        const std::string out = scratch / name;
        const bool run = std::string(name) == "results", field = std::string(name) == "v.npy";
        Words arguments{run ? "run" : field ? "field" : "render",
                        "welcome",
                        "--out",
                        out,
                        "--set",
                        "tokens.count=500",
                        "--until",
                        "0.05"};
        if (!run && !field) arguments.insert(arguments.end(), {"--size", "320x180", "--seconds", "0.5"});
        const Outcome outcome = coalesce_run(arguments, small_disk);
        CHECK(outcome.code == 1);
        CHECK(outcome.err.find(out) != std::string::npos);
        CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1);
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(scratch.path)) CHECK(entry.is_directory());
    CHECK(coalesce_run({"scenes"}, {.standard_output = "/dev/full"}).code == 1);
    CHECK(coalesce_run({"--help"}, {.standard_output = "/dev/full"}).code == 1);
}
