#include "command/render_lesson.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>

#include "coalesce/flow/device.hpp"
#include "coalesce/model/files.hpp"
#include "command/interruption.hpp"
#include "record/clip_lesson.hpp"
#include "view/gl_context.hpp"
#include "view/lesson_texts.hpp"

namespace coalesce::command {
namespace {

constexpr std::size_t largest_lesson = 64u << 20;  // bytes, as of a scene

/// An option that a lesson does not take, and what in the lesson says the same.
struct SceneOption {
    const char* name;
    const char* instead;
};
constexpr std::array scene_options{SceneOption{"--set", "its steps' own \"set\""},
                                   SceneOption{"--seed", "tokens.seed in its scenes"},
                                   SceneOption{"--until", "its steps' own \"until\""},
                                   SceneOption{"--seconds", "its captions' length, or until.seconds of a step"},
                                   SceneOption{"--axis", "time.axis of its scenes and \"pace\" of its steps"},
                                   SceneOption{"--from", "\"seek\" of its steps"},
                                   SceneOption{"--twin", "\"twin\" of its steps"},
                                   SceneOption{"--twin-clock", "\"twin\" of its steps"},
                                   SceneOption{"--reference", "no picture: its film has many scenes"},
                                   SceneOption{"--threshold", "no picture: its film has many scenes"}};

/// Shows how far the film is.
class LessonProgress {
  public:
    LessonProgress(const LessonRender& wanted, const RecordingProgress& progress)
        : wanted_(wanted), progress_(progress), line_(wanted.quiet || wanted.progress_lines) {}

    void stepped(double time) {
        const int done = progress_.frames_done, total = std::max(1, progress_.frames_total.load());
        if (wanted_.progress_lines && done > reported_) {
            reported_ = done;
            std::printf("frame %d of %d\n", done, total);
            std::fflush(stdout);
        }
        const double fraction = static_cast<double>(done) / total;
        if (!line_.due(fraction)) return;
        char text[96];
        std::snprintf(text, sizeof text, "frame %d of at most %d, t = %.4g", done, total, time);
        line_.show(fraction, text);
    }

    void complete() {
        if (wanted_.progress_lines) {
            std::printf("finishing\n");
            std::fflush(stdout);
        }
        line_.show(1, "finishing " + wanted_.settings.path);
    }

  private:
    const LessonRender& wanted_;
    const RecordingProgress& progress_;
    ProgressLine line_;
    int reported_ = 0;
};

}  // namespace

bool names_lesson(const std::string& name_or_path) {
    const auto& scenes = shipped_scenes();
    const bool scene = std::any_of(scenes.begin(), scenes.end(),
                                   [&](const ShippedScene& shipped) { return shipped.name == name_or_path; });
    if (scene) return false;
    if (is_shipped_lesson(name_or_path) || carries_lesson(name_or_path)) return true;
    std::error_code none;
    if (!std::filesystem::is_regular_file(name_or_path, none)) return false;
    try {
        return is_lesson(read_text(name_or_path, largest_lesson));
    } catch (const InputError&) {
        return false;  // the scene's reader says what is wrong
    }
}

void refuse_scene_options(Command command, const std::string& lesson) {
    for (const SceneOption& option : scene_options)
        if (command.given(option.name))
            throw InputError(std::string(option.name) + ": found with the lesson " + lesson + ", which has " +
                             option.instead + "; expected with a scene");
}

void render_lesson(const LessonRender& wanted) {
    const Lesson lesson = load_lesson_or_clip(wanted.lesson);
    validate(wanted.settings, lesson);
    const HeadlessContext context(has_device_factory());
    const Interruption interruption;
    RecordingProgress progress;
    progress.stop = StopToken(Interruption::flag());
    std::vector<std::string> notes = text_problems(lesson);
    double reached = 0;
    {
        LessonProgress shown(wanted, progress);
        progress.stepped = [&](double time) {
            reached = time;
            shown.stepped(time);
        };
        progress.completing = [&shown] { shown.complete(); };
        progress.asked_to_stop = [&interruption] { return interruption.asked(); };
        try {
            film_lesson(lesson, wanted.settings, progress, [&](const std::string& note) { notes.push_back(note); });
        } catch (const RunError& error) {
            if (interruption.asked()) throw Interrupted(Interruption::signal(), error.what());
            throw;
        }
    }
    for (const std::string& note : notes)
        std::fprintf(stderr, "coalesce: %s: %s\n", wanted.lesson.c_str(), note.c_str());
    if (!progress.cancel && !progress.stop.stop_requested()) return;
    char text[64];
    std::snprintf(text, sizeof text, ": stopped at t = %.6g, before the last frame, by ", reached);
    const std::string kept = progress.kept.empty() ? "" : "; the frames until then are in " + progress.kept.string();
    throw Interrupted(Interruption::signal(), wanted.settings.path + text + Interruption::name() + kept);
}

}  // namespace coalesce::command
