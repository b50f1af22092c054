#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "coalesce/document/document_diff.hpp"
#include "coalesce/document/scene_document.hpp"
#include "coalesce/flow/pace.hpp"
#include "coalesce/model/parameter.hpp"
#include "coalesce/observe/phase_words.hpp"

namespace coalesce {

/// Condition at which a step of a lesson pauses the run ("until").
struct LessonUntil {
    /// Quantity that is waited for.
    enum class Of {
        time,      ///< the simulated time reaches `value`
        phase,     ///< the present phase is `phase`
        merges,    ///< so many merges happened since time 0
        clusters,  ///< there are at most so many clusters
        seconds    ///< so many seconds of the lesson passed
    };
    Of of = Of::time;
    double value = 0;        ///< of all but phase
    std::string phase = {};  ///< one of phase_words
    bool operator==(const LessonUntil&) const = default;
};

/// Question with several answers, of which one is right.
struct LessonQuestion {
    std::string text;
    std::vector<std::string> choices;  ///< at least two
    std::size_t answer = 0;            ///< index of the right choice, from 0
    std::string why;                   ///< shown after the answer
    bool operator==(const LessonQuestion&) const = default;
};

/// Laboratory that a step opens instead of a scene.
struct LessonLab {
    std::string name;             ///< single-location, infinite-width or equiangular
    std::vector<Assignment> set;  ///< its settings
    bool operator==(const LessonLab&) const = default;
};

/// Panel beside the picture that a step asks for ("show").
enum class LessonPanel { timeline, energy, histogram, tree, theory, legend };

/// Second run of the same seed beside the first ("twin").
enum class TwinChange {
    keep,  ///< as in the step before
    end,   ///< none from here on; so in a step that opens another scene or a laboratory
    begin  ///< a new one, which differs by LessonStep::twin
};

/// One step of a lesson. The first step opens a scene or a laboratory.
struct LessonStep {
    std::string title;
    std::string caption;  ///< one to three sentences; *emphasis*, $formulas$
    std::string notes;    ///< for the lecturer alone

    /// A shipped scene, or a file named from the lesson's folder; `scene` is what was read there.
    std::optional<std::string> scene_name;
    std::optional<SceneDocument> scene;  ///< the scene that is opened; nullopt: the run, or laboratory, goes on
    DocumentDiff set;                    ///< change of the document's keys from the step before, or from `scene`
    double over = 0;                     ///< seconds in which `set` is eased, ≥ 0
    DocumentDiff view;                   ///< change of the display's keys
    double camera_over = 1;              ///< seconds in which the camera moves, ≥ 0

    std::optional<double> seek;        ///< simulated time at which the step begins; nullopt: the present one
    std::optional<Pace> pace;          ///< nullopt: as before
    std::optional<bool> play;          ///< nullopt: as before
    std::optional<LessonUntil> until;  ///< nullopt: plays on

    TwinChange twin_change = TwinChange::keep;
    DocumentDiff twin;  ///< difference of the twin from the first run, after `set`

    std::optional<std::vector<LessonPanel>> show;  ///< nullopt: as before
    std::vector<std::string> point_at;             ///< keys, "cluster:largest", "pair:closest", "token:17"
    std::optional<LessonQuestion> question;
    std::optional<LessonLab> lab;

    bool operator==(const LessonStep&) const = default;
};

/// A lesson: a path through scenes that a person walks, leaves and comes back to, and that the program films.
struct Lesson {
    std::string title, author;
    std::string note;    ///< what it teaches, and whom
    double minutes = 0;  ///< of a walk with explanations; 0: not said
    std::vector<LessonStep> steps;
    bool operator==(const Lesson&) const = default;
};

/// Reads and checks a lesson file, with every scene and setting in it.
/// @throws InputError naming the file, the step's number from 1, the key, what was found and what is expected
Lesson read_lesson(const std::filesystem::path& path);
/// Parses text instead of a file; `origin` names it in messages, `folder` resolves relative paths.
Lesson parse_lesson(std::string_view text, std::string_view origin, const std::filesystem::path& folder = {});
/// A fault of a lesson that is being made.
struct LessonProblem {
    std::optional<std::size_t> step{};  ///< index; nullopt: of the lesson
    std::string line{};                 ///< "step 3, until.time: found …, expected …"
    bool operator==(const LessonProblem&) const = default;
};
/// Lists what read_lesson would refuse in a file of this lesson, in its words: of each step the first fault, with the
/// steps before it taken as far as they can be read. Empty: the file is read.
/// @param folder  from which scenes and token files are named
std::vector<LessonProblem> lesson_problems(const Lesson& lesson, const std::filesystem::path& folder = {});
/// Writes the keys that differ from their defaults; parse_lesson gives the same lesson back.
std::string to_json(const Lesson& lesson);
/// The same for a file in `folder`: files are named from there, and a scene whose file is not found from there is
/// written into the lesson.
std::string to_json(const Lesson& lesson, const std::filesystem::path& folder);
/// Writes atomically: the file is complete or absent. Throws RunError.
void write_lesson(const Lesson& lesson, const std::filesystem::path& path);
/// True if the text is a lesson rather than a scene: its first level has the key coalesce_lesson.
bool is_lesson(std::string_view text);

/// Lessons built into the program (assets/lessons/*.json).
struct ShippedLesson {
    std::string_view name;  ///< as on the command line: "three-phases"
    std::string_view text;  ///< the JSON file
};
/// All of them, in the order in which they are best taken.
const std::vector<ShippedLesson>& shipped_lessons();
/// True if `name` is a shipped lesson's.
bool is_shipped_lesson(std::string_view name);
/// Loads LESSON of the command line: a shipped lesson's name, else a file. Throws InputError as read_lesson.
Lesson load_lesson(std::string_view name_or_path);

/// The document that is shown when step `index` is complete: all changes of `set` and `view` since the last scene.
/// In a laboratory it is that of the last scene before, or a default one.
SceneDocument document_after(const Lesson& lesson, std::size_t index);
/// The document `seconds` after step `index` began: its changes are eased by smoothstep, keys whose slider is
/// logarithmic by equal ratios and matrices by entry; whole numbers, words and laws change at once.
SceneDocument document_at(const Lesson& lesson, std::size_t index, double seconds);
/// The difference of the twin from the first run during step `index`, to be applied to the document of that step;
/// nullptr: there is no twin.
const DocumentDiff* twin_at(const Lesson& lesson, std::size_t index);
/// The last step up to `index` that opens a scene or a laboratory.
std::size_t opening_step(const Lesson& lesson, std::size_t index);
/// The laboratory that is open during step `index`; nullptr: a scene is.
const LessonLab* lab_at(const Lesson& lesson, std::size_t index);
/// True if the time of that laboratory runs: the last step since it was opened that has `play` says so, or none has it.
bool lab_plays_at(const Lesson& lesson, std::size_t index);

/// Seconds that a reader needs for a caption: 1.5, one for every 15 characters, and one for every $formula$, whatever
/// its length.
double reading_seconds(std::string_view caption);

}  // namespace coalesce
