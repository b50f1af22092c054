#include <tbb/global_control.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <utility>

#include "coalesce/document/scene_parameters.hpp"
#include "coalesce/document/twins.hpp"
#include "coalesce/flow/device.hpp"
#include "coalesce/flow/run_limits.hpp"
#include "coalesce/model/error.hpp"
#include "coalesce/model/issue.hpp"
#include "coalesce/model/memory.hpp"
#include "coalesce/model/parameter_check.hpp"
#include "coalesce/model/text.hpp"
#include "command/checks.hpp"
#include "command/command.hpp"
#include "command/estimate.hpp"
#include "record/clip_file.hpp"

#ifdef COALESCE_HAS_CUDA
#include "coalesce/cuda/cuda_factory.hpp"
#endif

namespace coalesce::command {
namespace {

/// Checks the value of an option, so that the message names the option and not the key that it is assigned to.
void check(const char* option, const char* key, const ParameterValue& value) {
    try {
        check_parameter(*find_parameter(key), value);
    } catch (const Issue& issue) {
        throw InputError(std::string(option) + ": " + issue.what());
    }
}

}  // namespace

void take_backend(const std::string& backend) {
    if (backend == "cpu") return;
#ifdef COALESCE_HAS_CUDA
    std::string why_not;
    if (!cuda_devices(why_not).empty()) return set_device_factory(cuda_factory());
#else
    const std::string why_not = "this build has no CUDA engine";
#endif
    if (backend == "cuda") throw RunError("--backend cuda: " + why_not + "; use auto or cpu");
    set_device_factory({}, why_not);
}

void add_backend_to(Command command, std::string& backend, const std::string& help) {
    command.add_option("--backend", backend, help)
        .type_name("auto|cpu|cuda")
        .check(one_of({"auto", "cpu", "cuda"}))
        .capture_default_str();
}

void add_twins_to(Command command, std::vector<std::string>& twins, const std::string& help) {
    command
        .add_option("--twin", twins,
                    help +
                        ": up to three times, a run each; several keys of one run are parted by commas, as in "
                        "model.beta=50,model.causal=true")
        .type_name("KEY=VALUE[,…]")
        .repeatable();
}

void Common::add_to(Command command, bool with_scene) {
    if (with_scene) {
        Option option = command.add_option(
            "SCENE", scene,
            "A scene file, a shipped scene (coalesce scenes lists them), or a picture or film of a run");
        option.type_name("").check(not_empty());
        if (scene_is_required) option.required();
    }
    command.add_option("--set", set, "Set a key of the scene, such as model.beta=50; repeatable")
        .type_name("KEY=VALUE")
        .repeatable();
    command.add_option("--until", until, help.until).type_name("T");
    command.add_option("--seed", seed, help.seed).type_name("S").transform(whole());
    add_machine_to(command);
}

void Common::add_machine_to(Command command) {
    add_backend_to(command, backend, help.backend);
    command.add_option("--threads", threads, "Number of threads (default: all cores)")
        .type_name("N")
        .transform(whole())
        .check(in_range(1, 4096));
    command.add_flag("--quiet", quiet, "Show no progress line");
}

void Common::apply() const {
    // Static, so that it lives until the program ends: TBB applies the smallest limit of all existing controls.
    static std::unique_ptr<tbb::global_control> limit;
    if (threads > 0)
        limit = std::make_unique<tbb::global_control>(tbb::global_control::max_allowed_parallelism,
                                                      static_cast<std::size_t>(threads));
    take_backend(backend);
}

SceneDocument Common::load() const {
    apply();
    if (is_shipped_scene(scene) || !is_clip(scene)) return load_scene(scene, assignments());
    ClipOrigin origin = read_clip(scene, assignments());
    if (!quiet) note_edits(origin, scene);
    return std::move(origin.document);
}

std::vector<SceneDocument> Common::load_runs(const std::vector<std::string>& twins) const {
    std::vector<SceneDocument> runs{load()};
    if (twins.empty()) {
        if (is_shipped_scene(scene) || !is_clip(scene)) return runs;
        for (ClipTwin& twin : read_clip(scene, assignments()).twins) runs.push_back(std::move(twin.document));
        return runs;
    }
    const SceneLoader load_scene = [this](const std::vector<Assignment>& all) {
        return load_scene_or_clip(scene, all);
    };
    for (SceneDocument& twin : load_twins(load_scene, assignments(), runs.front(), twins))
        runs.push_back(std::move(twin));
    return runs;
}

bool Common::filmed_by_phase() const {
    return !is_shipped_scene(scene) && is_clip(scene) && read_clip(scene, assignments()).clock == TwinClock::phase;
}

void note_edits(const ClipOrigin& origin, const std::string& name) {
    if (origin.edits.empty()) return;
    std::fprintf(stderr, "coalesce: %s: model, times or solver were edited from t = %s on; its scene is that before\n",
                 name.c_str(), decimal_text(origin.edits.front().from).c_str());
}

std::vector<Assignment> Common::assignments() const {
    std::vector<Assignment> assignments = set;
    if (seed) {
        check("--seed", "tokens.seed", *seed);
        assignments.push_back("tokens.seed=" + std::to_string(*seed));
    }
    if (until) {
        check("--until", "time.until", *until);
        assignments.push_back("time.until=" + decimal_text(*until));
    }
    return assignments;
}

void check_steps(const SceneDocument& document, const std::string& origin) {
    try {
        coalesce::check_steps(document.scene);
    } catch (const Issue& issue) {
        throw InputError(origin + ": " + issue.line());
    }
}

void check_size(const SceneDocument& document) {
    check_size(std::span(&document, 1));
}

void check_size(std::span<const SceneDocument> documents) {
    std::size_t all = 0;
    double total = 0;
    for (const SceneDocument& document : documents) {
        const Scene& scene = document.scene;
        const std::size_t tokens =
            token_count(scene.tokens.law, scene.dimension, static_cast<std::size_t>(scene.tokens.count));
        all += tokens;
        total += bytes_per_coordinate(scene.time.method) * scene.dimension * static_cast<double>(tokens);
    }
    if (!has_device_factory()) check_memory(all, total / static_cast<double>(all));
}

double share_done(const TimeSpec& time, double now) {
    const bool by_decades = time.method == Method::adaptive && time.until > time.dt;
    const double share =
        by_decades ? std::log(std::max(now, time.dt) / time.dt) / std::log(time.until / time.dt) : now / time.until;
    return std::isfinite(share) ? std::clamp(share, 0.0, 1.0) : 1.0;
}

}  // namespace coalesce::command
