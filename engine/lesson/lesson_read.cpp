#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <utility>

#include "coalesce/lesson/lesson.hpp"
#include "coalesce/model/error.hpp"
#include "coalesce/model/files.hpp"
#include "coalesce/model/path_text.hpp"
#include "coalesce/model/text.hpp"
#include "document/scene_json.hpp"
#include "document/scene_paths.hpp"
#include "document/shipped.hpp"
#include "lesson/lesson_check.hpp"
#include "lesson/lesson_json.hpp"
#include "model/json_read.hpp"
#include "model/strict_json.hpp"

namespace coalesce {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr std::size_t largest_file = 64u << 20;  // bytes, as of a scene
constexpr const char* version_key = "coalesce_lesson";

const std::vector<std::string_view> lesson_keys{version_key, "title", "author", "note", "minutes", "steps"};
const std::vector<std::string_view> step_keys{"title", "caption",     "notes",    "scene",    "set",  "over",
                                              "view",  "camera_over", "seek",     "pace",     "play", "until",
                                              "twin",  "show",        "point_at", "question", "lab"};

std::string step_name(std::size_t index) {
    return "step " + std::to_string(index + 1);
}

/// Reads the steps one after the other, each as a change of the document that those before lead to.
class StepReader {
  public:
    /// @param file  the lesson's, empty for a text
    StepReader(fs::path folder, fs::path file) : folder_(std::move(folder)), file_(std::move(file)) {}

    void read(const json& value, LessonStep& step) {
        check_object("", value, step_keys);
        read_texts(value, step);
        open(value, step);
        read_changes_of(value, step);
        read_run(value, step);
        read_around(value, step);
        check_step(step, place_);
        pass_step(step, place_);
    }
    /// Takes a step as far as it was read before it was refused.
    void pass(const LessonStep& step) { pass_step(step, place_); }

  private:
    template <class Read>
    void if_given(const json& value, const char* key, const Read& read) const {
        if (const auto at = value.find(key); at != value.end()) read(std::string(key), *at);
    }

    void read_texts(const json& value, LessonStep& step) const {
        if_given(value, "title", [&](const auto& path, const json& v) { step.title = read_string(path, v); });
        if_given(value, "caption", [&](const auto& path, const json& v) { step.caption = read_string(path, v); });
        if_given(value, "notes", [&](const auto& path, const json& v) { step.notes = read_string(path, v); });
    }

    void open(const json& value, LessonStep& step) {
        if_given(value, "lab", [&](const auto& path, const json& v) { step.lab = read_lab(path, v); });
        if_given(value, "scene", [&](const auto& path, const json& v) {
            if (step.lab) throw Issue(path, "found beside a lab, expected one of the two");
            if (v.is_string()) {
                step.scene_name = v.get<std::string>();
                step.scene = scene_named(*step.scene_name);
            } else if (v.is_object()) {
                step.scene = below_key(path, [&] { return scene_in(v); });
            } else {
                wrong_value(path, v, "a shipped scene's name, a file, or a scene { … }");
            }
        });
        if (step.scene) place_.document = *step.scene;
    }

    /// The key "coalesce" may be left out within a lesson.
    SceneDocument scene_in(json value) const {
        value.emplace("coalesce", 1);
        SceneDocument document = document_from_json(value);
        complete(document.scene, folder_);
        return document;
    }

    SceneDocument scene_named(const std::string& name) const {
        const auto is_name = [&](const auto& embedded) { return embedded.name == name; };
        const auto& scenes = shipped_scenes();
        if (std::any_of(scenes.begin(), scenes.end(), is_name)) return load_scene(name);
        const fs::path file = resolved(folder_, read_path(name));
        std::error_code error;
        if (!name.empty() && fs::exists(file, error)) return scene_of_file(name, file);
        if (std::any_of(embedded_lessons().begin(), embedded_lessons().end(), is_name))
            throw Issue("scene", "found the shipped lesson " + name + ", expected a scene");
        std::vector<std::string_view> names;
        for (const ShippedScene& scene : scenes) names.push_back(scene.name);
        throw Issue("scene", "found \"" + shortened(name) + "\", expected a file or a shipped scene, the nearest is " +
                                 std::string(nearest(name, names)) + " (coalesce scenes lists them)");
    }

    SceneDocument scene_of_file(const std::string& name, const fs::path& file) const {
        const auto read = [&] {
            const std::string text = read_text(file, largest_file);
            if (is_lesson(text)) {
                std::error_code error;
                const bool itself = !file_.empty() && fs::equivalent(file, file_, error);
                throw Issue("scene", itself ? "found this lesson itself, expected a scene"
                                            : "found the lesson " + shortened(name) + ", expected a scene");
            }
            return parse_scene(text, name, {}, fs::absolute(file).parent_path());
        };
        try {
            return read();
        } catch (const InputError& error) {
            throw Issue("scene", error.what());
        }
    }

    void read_changes_of(const json& value, LessonStep& step) const {
        SceneDocument document = place_.document;
        if_given(value, "set", [&](const auto& path, const json& v) {
            step.set = read_changes(path, v, document, folder_);
            apply(step.set, document);
        });
        if_given(value, "over", [&](const auto& path, const json& v) { step.over = read_at_least(path, v, 0); });
        if_given(value, "view", [&](const auto& path, const json& v) {
            step.view = read_changes(path, v, document, folder_);
            apply(step.view, document);
        });
        if_given(value, "camera_over",
                 [&](const auto& path, const json& v) { step.camera_over = read_at_least(path, v, 0); });
        // Another scene or laboratory ends the twin of the one before.
        if (place_.twin && (step.scene || step.lab)) step.twin_change = TwinChange::end;
        if_given(value, "twin", [&](const auto& path, const json& v) {
            step.twin_change = v.is_null() ? TwinChange::end : TwinChange::begin;
            if (!v.is_null()) step.twin = read_changes(path, v, document, folder_);
        });
    }

    void read_run(const json& value, LessonStep& step) const {
        if_given(value, "seek", [&](const auto& path, const json& v) { step.seek = read_at_least(path, v, 0); });
        if_given(value, "pace", [&](const auto& path, const json& v) { step.pace = read_pace(path, v); });
        if_given(value, "play", [&](const auto& path, const json& v) { step.play = read_flag(path, v); });
        if_given(value, "until", [&](const auto& path, const json& v) { step.until = read_until(path, v); });
    }

    void read_around(const json& value, LessonStep& step) const {
        if_given(value, "show", [&](const auto& path, const json& v) { step.show = read_show(path, v); });
        if_given(value, "question", [&](const auto& path, const json& v) { step.question = read_question(path, v); });
        if_given(value, "point_at", [&](const auto& path, const json& v) {
            for (const json& entry : read_list(path, v))
                step.point_at.push_back(read_string(path + "." + std::to_string(step.point_at.size()), entry));
        });
    }

    fs::path folder_, file_;
    LessonPlace place_;
};

void check_version(const json& root) {
    if (!root.is_object()) throw Issue("", "found " + shown(root) + ", expected an object { … }");
    const auto version = root.find(version_key);
    if (version == root.end() && root.contains("coalesce"))
        throw Issue("", "found a scene, expected a lesson (key coalesce_lesson)");
    if (version == root.end()) throw Issue(version_key, "found nothing, expected the format version 1");
    if (!version->is_number() || *version != 1) wrong_value(version_key, *version, "the format version 1");
}

/// Reads all but the steps.
Lesson head_from_json(const json& root) {
    check_version(root);
    check_object("", root, lesson_keys);
    Lesson lesson;
    for (const auto& [key, text] :
         {std::pair("title", &lesson.title), std::pair("author", &lesson.author), std::pair("note", &lesson.note)})
        if (const auto at = root.find(key); at != root.end()) *text = read_string(key, *at);
    if (const auto at = root.find("minutes"); at != root.end()) lesson.minutes = read_at_least("minutes", *at, 0);
    const auto steps = root.find("steps");
    if (steps == root.end()) throw Issue("steps", "found nothing, expected a list of steps");
    if (!steps->is_array() || steps->empty()) wrong_value("steps", *steps, "a list of at least one step");
    return lesson;
}

Issue at_step(std::size_t index, const Issue& issue) {
    return {issue.path().empty() ? step_name(index) : step_name(index) + ", " + issue.path(), issue.what()};
}

Lesson lesson_from_json(const json& root, const fs::path& folder, const fs::path& file) {
    Lesson lesson = head_from_json(root);
    const json& steps = root["steps"];
    lesson.steps.resize(steps.size());
    StepReader reader(folder, file);
    for (std::size_t k = 0; k < steps.size(); ++k) {
        try {
            reader.read(steps[k], lesson.steps[k]);
        } catch (const Issue& issue) {
            throw at_step(k, issue);
        }
    }
    return lesson;
}

/// Returns the issue's line, in which "steps.2.until" reads "step 3, until".
std::string line_of(const Issue& issue) {
    constexpr std::string_view steps = "steps.";
    const std::string& path = issue.path();
    std::size_t index = 0;
    if (!path.starts_with(steps)) return issue.line();
    const char* const end_of_path = path.data() + path.size();
    const auto [end, error] = std::from_chars(path.data() + steps.size(), end_of_path, index);
    if (error != std::errc()) return issue.line();
    const std::string rest(end == end_of_path ? end : end + 1, end_of_path);
    return step_name(index) + (rest.empty() ? "" : ", " + rest) + ": " + issue.what();
}

Lesson parse(std::string_view text, std::string_view origin, const fs::path& folder, const fs::path& file) {
    try {
        if (text.size() > largest_file)
            throw Issue("", "found " + std::to_string(text.size()) + " bytes, expected at most 64 MiB");
        return lesson_from_json(parse_strict_json(text), folder, file);
    } catch (const Issue& issue) {
        throw InputError(one_line(std::string(origin) + ": " + line_of(issue)));
    }
}

}  // namespace

bool is_lesson(std::string_view text) {
    try {
        const json root = parse_strict_json(text);
        return root.is_object() && root.contains(version_key);
    } catch (const Issue&) {
        // Whoever reads it reports the error, and is to call it a lesson.
        return text.find(std::string("\"") + version_key + "\"") != std::string_view::npos;
    }
}

std::vector<LessonProblem> lesson_problems(const Lesson& lesson, const fs::path& folder) {
    const json root = parse_strict_json(to_json(lesson));
    std::vector<LessonProblem> problems;
    try {
        head_from_json(root);
    } catch (const Issue& issue) {
        problems.push_back({{}, one_line(line_of(issue))});
    }
    std::vector<LessonStep> steps(root["steps"].size());  // the reader points into those before
    StepReader reader(folder, {});
    for (std::size_t k = 0; k < steps.size(); ++k) {
        try {
            reader.read(root["steps"][k], steps[k]);
        } catch (const Issue& issue) {
            problems.push_back({k, one_line(at_step(k, issue).line())});
            reader.pass(steps[k]);
        }
    }
    return problems;
}

Lesson parse_lesson(std::string_view text, std::string_view origin, const fs::path& folder) {
    return parse(text, origin, folder, {});
}

Lesson read_lesson(const fs::path& path) {
    const std::string text = read_text(path, largest_file);
    return parse(text, path.string(), fs::absolute(path).parent_path(), path);
}

}  // namespace coalesce
