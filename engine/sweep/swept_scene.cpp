#include "sweep/swept_scene.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "coalesce/document/scene_parameters.hpp"
#include "coalesce/flow/run_limits.hpp"
#include "coalesce/model/error.hpp"
#include "coalesce/model/issue.hpp"
#include "coalesce/model/parameter_check.hpp"
#include "coalesce/model/path_text.hpp"
#include "coalesce/model/text.hpp"
#include "coalesce/observe/phase_words.hpp"
#include "document/scene_assign.hpp"
#include "document/scene_check.hpp"
#include "document/scene_json.hpp"
#include "document/scene_paths.hpp"
#include "document/shipped.hpp"
#include "model/json_read.hpp"
#include "model/strict_json.hpp"

namespace coalesce {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr const char* stop_words[] = {"clusters", "phase", "merges"};

SweepStop read_stop(const json& value) {
    check_object("stop", value, {std::begin(stop_words), std::end(stop_words)});
    if (value.size() != 1) wrong_value("stop", value, "one of clusters, phase and merges with its value");
    const auto entry = value.items().begin();
    const std::string path = "stop." + entry.key();
    SweepStop stop;
    for (std::size_t k = 0; k < std::size(stop_words); ++k)
        if (entry.key() == stop_words[k]) stop.of = static_cast<SweepStop::Of>(k);
    if (stop.of == SweepStop::Of::phase) {
        const auto word = std::find(std::begin(phase_words), std::end(phase_words),
                                    entry.value().is_string() ? entry.value().get<std::string>() : std::string());
        if (word == std::end(phase_words)) wrong_value(path, entry.value(), "the name of a phase, such as \"pairing\"");
        stop.phase = *word;
        return stop;
    }
    const std::string expected = "a whole number from 1 to 1000000000";
    const std::int64_t count = read_whole(path, entry.value(), expected);
    if (count < 1 || count > 1'000'000'000) wrong_value(path, entry.value(), expected);
    stop.count = static_cast<int>(count);
    return stop;
}

SceneDocument scene_of(const json& value, const fs::path& folder) {
    if (value.is_object()) {
        json scene = value;
        scene.emplace("coalesce", 1);
        try {
            SceneDocument document = document_from_json(scene);
            complete(document.scene, folder);
            return document;
        } catch (const Issue& issue) {
            throw Issue(issue.path().empty() ? "scene" : "scene." + issue.path(), issue.what());
        }
    }
    if (!value.is_string()) wrong_value("scene", value, "a shipped scene's name, a file, or a scene { … }");
    const auto name = value.get<std::string>();
    try {
        if (is_shipped_scene(name)) return load_scene(name);
        const fs::path file = resolved(folder, read_path(name));
        std::error_code error;
        return !name.empty() && fs::exists(file, error) ? read_scene(file) : load_scene(name);
    } catch (const InputError& error) {
        throw Issue("scene", error.what());
    }
}

/// Gives a key of the document a value, or a part of one: "model.V.0.1".
void set_key(SceneDocument& document, const std::string& key, const json& value, const fs::path& folder) {
    if (const Parameter* const parameter = find_parameter(key)) {
        const ParameterValue read = read_value(*parameter, value, document.scene.dimension);
        check_parameter(*parameter, read);
        parameter->set(document, read);
    } else {
        json root(json_of(document));
        AppliedAssignments applied;
        try {
            applied.apply({key + "=" + value.dump()}, root);
        } catch (const InputError& error) {
            // "--set model.V.9.9=1: …" names what the command line has in common with an axis.
            constexpr std::string_view option = "--set ";
            const std::string_view message = error.what();
            throw Issue("", std::string(message.substr(message.starts_with(option) ? option.size() : 0)));
        }
        document = document_from_json(root);
    }
    complete(document.scene, folder);
}

/// The parameter that a key is of, or is a part of; nullptr: there is none.
const Parameter* parameter_of(const std::string& key) {
    if (const Parameter* const parameter = find_parameter(key)) return parameter;
    const std::size_t dot = key.rfind('.');
    return dot == std::string::npos ? nullptr : parameter_of(key.substr(0, dot));
}

class SweptScene final : public SweepSubject {
  public:
    SweptScene(SceneDocument document, std::optional<SweepStop> stop, bool until_given, fs::path folder)
        : document_(std::move(document)),
          stop_(std::move(stop)),
          until_given_(until_given),
          folder_(std::move(folder)) {}

    std::string json() const override {
        nlohmann::ordered_json root{{"scene", json_of(document_)}};
        if (until_given_) root["until"] = document_.scene.time.until;
        if (!stop_) return root.dump();
        nlohmann::ordered_json value = stop_->count;
        if (stop_->of == SweepStop::Of::phase) value = stop_->phase;
        root["stop"] = {{stop_words[static_cast<std::size_t>(stop_->of)], value}};
        return root.dump();
    }

    std::optional<std::int64_t> seed() const override { return document_.scene.tokens.seed; }

    bool has_tokens() const override { return true; }

    void check_axis(const std::string& key) const override {
        if (key == "tokens.seed") throw Issue("", "expected \"seeds\": a number of them, or a list");
        if (key == "time.until" && until_given_) throw Issue("", "expected it not beside \"until\"");
        const Parameter* const parameter = parameter_of(key);
        if (!parameter && is_group(key)) throw Issue("", "a group of keys, expected one such as " + first_of(key));
        if (!parameter) throw Issue("", "an unknown key, the nearest known one is " + std::string(nearest_key(key)));
    }

    bool is_whole(const std::string& key) const override {
        const Parameter* const parameter = find_parameter(key);
        return parameter && parameter->kind == ParameterKind::integer;
    }

    std::string checked_value(const std::string& key, const std::string& value) const override {
        SceneDocument document = document_;
        nlohmann::json read = parse_strict_json(value);
        if (key == "tokens.law.path" && read.is_string())
            read = shown_path(resolved(folder_, read_path(read.get<std::string>())).string());
        set_key(document, key, read, folder_);
        const Parameter* const parameter = find_parameter(key);
        return parameter ? json_of(parameter->get(document), document.scene.dimension).dump() : read.dump();
    }

    SweepMeasure measure(const std::string& name) const override { return scene_measure(name); }

    std::string scene_json(const SweepPoint& point) const override { return to_json(document_at(point)); }

    std::vector<double> run(const SweepPoint& point, const std::vector<SweepMeasure>& measures, const StopToken& stop,
                            SweepKeep keep, const fs::path& folder) const override {
        const SceneDocument document = document_at(point);
        check_steps(document.scene);
        return run_and_measure(document, stop_, measures, stop, keep, folder);
    }

  private:
    static std::string first_of(const std::string& group) {
        for (const Parameter& parameter : parameters())
            if (parameter.key.starts_with(group + ".")) return std::string(parameter.key);
        return group;
    }

    /// The dimension comes first, since matrices and laws are read for it.
    SceneDocument document_at(const SweepPoint& point) const {
        SceneDocument document = document_;
        for (const bool dimension : {true, false})
            for (const Assignment& assignment : point.set) {
                const std::size_t equals = assignment.find('=');
                const std::string key = assignment.substr(0, equals);
                if ((key == "dimension") != dimension) continue;
                set_key(document, key, parse_strict_json(std::string_view(assignment).substr(equals + 1)), folder_);
            }
        if (point.seed) document.scene.tokens.seed = *point.seed;
        check_document(document);
        return document;
    }

    SceneDocument document_;
    std::optional<SweepStop> stop_;
    bool until_given_;
    fs::path folder_;
};

}  // namespace

std::shared_ptr<const SweepSubject> read_swept_scene(const json& root, const fs::path& folder) {
    SceneDocument document =
        scene_of(required("", root, "scene", "a shipped scene's name, a file, a scene { … }, or a \"lab\""), folder);
    const auto until = root.find("until");
    if (until != root.end()) {
        const Parameter& parameter = *find_parameter("time.until");
        try {
            const ParameterValue read = read_value(parameter, *until, document.scene.dimension);
            check_parameter(parameter, read);
            parameter.set(document, read);
        } catch (const Issue& issue) {
            throw Issue("until", issue.what());
        }
    }
    std::optional<SweepStop> stop;
    if (const auto at = root.find("stop"); at != root.end()) stop = read_stop(*at);
    return std::make_shared<SweptScene>(std::move(document), std::move(stop), until != root.end(), folder);
}

}  // namespace coalesce
