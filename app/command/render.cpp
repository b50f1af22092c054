#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "coalesce/document/twins.hpp"
#include "coalesce/flow/device.hpp"
#include "coalesce/model/error.hpp"
#include "command/checks.hpp"
#include "command/command.hpp"
#include "command/interruption.hpp"
#include "command/render_lesson.hpp"
#include "record/recording.hpp"
#include "record/twin_recording.hpp"
#include "view/gl_context.hpp"
#include "view/hud.hpp"
#include "view/system_fonts.hpp"
#include "view/twin_view.hpp"
#include "view/ui.hpp"

namespace coalesce::command {
namespace {

struct RenderOptions {
    Common common;
    RecordingSettings settings;
    std::string size = "1280x720";
    std::string axis, panels = "off", theme;
    std::optional<double> from;
    std::string reference;
    double threshold = 0.02;
    std::vector<std::string> twins;
    std::string twin_clock = "time";
    bool progress_lines = false;
};

void read_size(RenderOptions& options) {
    RecordingSettings& settings = options.settings;
    char rest = 0;
    if (std::sscanf(options.size.c_str(), "%5dx%5d%c", &settings.width, &settings.height, &rest) != 2)
        throw InputError("--size: found " + options.size + ", expected WIDTHxHEIGHT, such as 1280x720");
}

/// Resolves the options: they override the scene's settings, which apply to options that are not given.
void resolve(RenderOptions& options, SceneDocument& document) {
    RecordingSettings& settings = options.settings;
    read_size(options);
    settings.panels = options.panels == "on";
    settings.axis = document.scene.time.axis;
    if (!options.axis.empty()) settings.axis = options.axis == "log" ? TimeAxis::log : TimeAxis::linear;
    document.scene.time.axis = settings.axis;  // plots use the same axis
    // A logarithmic axis has no 0 and starts at dt.
    settings.from = options.from.value_or(settings.axis == TimeAxis::log ? document.scene.time.dt : 0);
    if (!options.theme.empty()) document.view.theme = options.theme == "light" ? Theme::light : Theme::dark;
    validate(settings);
}

/// Draws text and plots of every frame, and shows the progress.
class Narrator {
  public:
    Narrator(const RenderOptions& options, const SceneDocument& document, const RecordingProgress& progress)
        : options_(options),
          progress_(progress),
          line_(options.common.quiet || options.progress_lines),
          still_(container_of(options.settings.path) == Container::png),
          simulated_(document.scene.time),
          ui_(document.view.theme, static_cast<float>(options.settings.text_scale) *
                                       picture_scale(options.settings.width, options.settings.height)) {
        provide_glyphs(document.scene.name);
    }

    /// Draws text and plots by Dear ImGui, and reports a frame.
    void draw(int width, int height, const std::function<void()>& content) {
        const auto pass = [&] {
            ui_.begin_offscreen(width, height);
            content();
        };
        // ImPlot fits axes at the end of a plot: the first pass determines the axes of the second.
        if (options_.settings.panels) {
            pass();
            ui_.drop_offscreen();
        }
        pass();
        ui_.end_offscreen();
        report();
    }

    /// Shows the progress between two frames, at a simulated time.
    void simulated(double time) {
        const int done = progress_.frames_done, total = progress_.frames_total;
        const double fraction = still_ ? share_done(simulated_, time) : static_cast<double>(done) / total;
        if (!line_.due(fraction)) return;
        char text[80];
        if (still_)
            std::snprintf(text, sizeof text, "t = %.4g", time);
        else
            std::snprintf(text, sizeof text, "frame %d of %d, t = %.4g", done, total, time);
        line_.show(fraction, text);
    }

    void complete() {
        if (options_.progress_lines) {
            std::printf("finishing\n");
            std::fflush(stdout);
        }
        line_.show(1, "finishing " + options_.settings.path);
    }

  private:
    void report() {
        if (!options_.progress_lines) return;
        std::printf("frame %d of %d\n", progress_.frames_done + 1, progress_.frames_total.load());
        std::fflush(stdout);
    }

    const RenderOptions& options_;
    const RecordingProgress& progress_;
    ProgressLine line_;
    bool still_;
    TimeSpec simulated_;
    Ui ui_;
};

/// Returns the difference of two pictures, amplified four times.
Image difference_picture(const Image& a, const Image& b) {
    Image out(a.width, a.height);
    for (std::size_t i = 0; i < out.rgba.size(); ++i)
        out.rgba[i] = static_cast<std::uint8_t>(i % 4 == 3 ? 255 : std::min(4 * std::abs(a.rgba[i] - b.rgba[i]), 255));
    return out;
}

void compare(const RenderOptions& options, const Image& picture, const Image& reference) {
    const double difference = image_difference(picture, reference);
    if (difference <= options.threshold) return;
    const std::filesystem::path out(options.settings.path);
    const auto folder = out.has_filename() ? out.parent_path() : out.parent_path().parent_path();
    const auto stem = out.has_filename() ? out.stem() : out.parent_path().filename();
    const auto beside = folder / (stem.string() + "-difference.png");
    write_png(difference_picture(picture, reference), beside);
    char text[96];
    std::snprintf(text, sizeof text, " by %.4g, expected at most %.4g; see ", difference, options.threshold);
    throw RunError(options.settings.path + ": the last frame differs from " + options.reference + text +
                   beside.string());
}

/// Reads the reference picture, so that a wrong one is reported before the simulation starts.
std::optional<Image> load_reference(const RenderOptions& options) {
    if (options.reference.empty()) return std::nullopt;
    Image reference = read_png(options.reference);
    if (reference.width != options.settings.width || reference.height != options.settings.height)
        throw InputError("--reference " + options.reference + ": found " + std::to_string(reference.width) + "x" +
                         std::to_string(reference.height) + " pixels, expected --size " + options.size);
    return reference;
}

/// Returns the message of an interrupted recording; names the file that keeps its frames, if any.
Interrupted stopped(const RenderOptions& options, const RecordingProgress& progress, double time) {
    char text[64];
    std::snprintf(text, sizeof text, ": stopped at t = %.6g, before the last frame, by ", time);
    const std::string kept = progress.kept.empty() ? "" : "; the frames until then are in " + progress.kept.string();
    return {Interruption::signal(), options.settings.path + text + Interruption::name() + kept};
}

void render_lesson_with(RenderOptions& options, Command command) {
    refuse_scene_options(command, options.common.scene);
    options.common.apply();
    read_size(options);
    LessonRender wanted{options.common.scene, {}, options.common.quiet, options.progress_lines};
    LessonFilmSettings& film = wanted.settings;
    film.path = options.settings.path;
    film.fps = options.settings.fps;
    film.looks = {options.settings.width, options.settings.height, options.settings.text_scale, true, {}};
    if (command.given("--panels")) film.looks.panels = options.panels == "on";
    if (!options.theme.empty()) film.looks.theme = options.theme == "light" ? Theme::light : Theme::dark;
    render_lesson(wanted);
}

/// Records a run.
/// @param copied  why the tokens of a device were copied to be drawn; empty: they were not
Image film(const SceneDocument& document, const RenderOptions& options, Narrator& narrator, RecordingProgress& progress,
           std::string& copied) {
    const HeatTheory heat = heat_theory(document.scene);
    return record(
        document, options.settings, progress,
        [&](const Frame& frame, const std::vector<Measurement>& history, const Shown& shown, int width, int height) {
            narrator.draw(width, height, [&] {
                draw_recording_overlay({static_cast<float>(width), static_cast<float>(height)}, frame, document, shown,
                                       history, heat, options.settings.panels);
            });
            copied = shown.copied;
        });
}

/// Records runs side by side.
Image film_twins(const std::vector<SceneDocument>& documents, const RenderOptions& options, Narrator& narrator,
                 RecordingProgress& progress) {
    std::vector<const SceneDocument*> runs;
    for (const SceneDocument& document : documents) runs.push_back(&document);
    const std::vector<std::string> words = twin_words(runs);
    for (const std::string& line : words) provide_glyphs(line);
    const TwinClock clock = options.twin_clock == "phase" ? TwinClock::phase : TwinClock::time;
    return record_twins(
        runs, options.settings, clock, progress, [&](const TwinPicture& picture, int width, int height) {
            narrator.draw(width, height, [&] {
                draw_twin_overlay(picture.runs, picture.shown, words, picture.distances, picture.places);
            });
        });
}

void render(RenderOptions& options) {
    std::vector<SceneDocument> runs = options.common.load_runs(options.twins);
    SceneDocument& document = runs.front();
    resolve(options, document);
    for (SceneDocument& run : runs) {
        run.scene.time.axis = document.scene.time.axis;
        run.view.theme = document.view.theme;
        check_steps(run, options.common.scene);
    }
    check_size(runs);
    const std::optional<Image> reference = load_reference(options);
    const HeadlessContext context(has_device_factory());
    const Interruption interruption;
    RecordingProgress progress;
    progress.stop = StopToken(Interruption::flag());
    double reached = 0;
    Image last;
    std::string copied;
    {
        Narrator narrator(options, document, progress);
        progress.stepped = [&](double time) {
            reached = time;
            narrator.simulated(time);
        };
        progress.completing = [&narrator] { narrator.complete(); };
        progress.asked_to_stop = [&interruption] { return interruption.asked(); };
        try {
            last = runs.size() == 1 ? film(document, options, narrator, progress, copied)
                                    : film_twins(runs, options, narrator, progress);
        } catch (const RunError& error) {
            // All frames were written; only the index was interrupted.
            if (interruption.asked()) throw Interrupted(Interruption::signal(), error.what());
            throw;
        }
    }
    if (!copied.empty() && !options.common.quiet)
        std::fprintf(stderr, "coalesce: tokens were copied from the device to be drawn: %s\n", copied.c_str());
    if (!progress.without_scene.empty() && !options.common.quiet)
        std::fprintf(stderr, "coalesce: %s: without its scene: %s\n", options.settings.path.c_str(),
                     progress.without_scene.c_str());
    if (progress.frames_done < progress.frames_total) throw stopped(options, progress, reached);
    if (reference) compare(options, last, *reference);
}

}  // namespace

void add_render(Command root) {
    Command command =
        root.add_subcommand("render", "Write a video or picture without a window (needs no X server, no GPU)");
    auto options = std::make_shared<RenderOptions>();
    RecordingSettings& settings = options->settings;
    options->common.add_to(command);
    command
        .add_option("--out", settings.path,
                    "Output: FILE.mp4, .webm, .gif, .png (the last frame) or folder/ (numbered PNG)")
        .type_name("FILE")
        .check(not_empty())
        .required();
    command.add_option("--size", options->size, "Width and height in pixels; even for .mp4 and .webm")
        .type_name("WxH")
        .capture_default_str();
    command.add_option("--fps", settings.fps, "Frames a second, 1 to 240")
        .type_name("N")
        .transform(whole())
        .capture_default_str();
    command.add_option("--seconds", settings.seconds, "Length of the video in seconds")
        .type_name("S")
        .capture_default_str();
    command
        .add_option(
            "--axis", options->axis,
            "Times of the frames rise by equal steps (linear) or equal ratios (log); default: the scene's time.axis")
        .type_name("linear|log")
        .check(one_of({"linear", "log"}));
    command
        .add_option("--from", options->from,
                    "Simulated time of the first frame (default: 0, or time.dt if the axis is log)")
        .type_name("T0");
    command.add_option("--panels", options->panels, "Draw plots beside the picture")
        .type_name("on|off")
        .check(one_of({"on", "off"}))
        .capture_default_str();
    add_twins_to(command, options->twins, "Draw the run with other values beside it, from the same seed");
    command
        .add_option("--twin-clock", options->twin_clock,
                    "What runs side by side have in common: their time, or how far they are in their phases")
        .type_name("time|phase")
        .check(one_of({"time", "phase"}))
        .capture_default_str();
    command.add_option("--theme", options->theme, "Colours of the picture (default: the scene's view.theme)")
        .type_name("dark|light")
        .check(one_of({"dark", "light"}));
    command
        .add_option("--text-scale", settings.text_scale, "Factor on the size of text and of labels in plots, 0.5 to 2")
        .type_name("F")
        .capture_default_str();
    command
        .add_option("--reference", options->reference,
                    "Compare the last frame with this picture and fail if it differs")
        .type_name("IMAGE.png");
    command
        .add_option("--threshold", options->threshold,
                    "Largest difference that --reference accepts, from 0 (equal) to 1")
        .type_name("E")
        .check(in_range(0, 1))
        .capture_default_str();
    command.add_flag("--progress-lines", options->progress_lines,
                     "Print a line for every frame on stdout, for programs that read it");
    command.footer(
        "A video spreads the simulated time from --from to --until over its length, however fast the machine is.\n"
        "SCENE may also be a lesson, a shipped one or a file: its film has a chapter for every step, captions in the\n"
        "picture and subtitles beside it (FILE.srt). Its steps say how long they last and what is shown: of the "
        "options\n"
        "it takes --out, --size, --fps, --theme, --text-scale, --panels off and those of the machine.\n"
        "Examples:\n"
        "  coalesce render welcome --out welcome.mp4 --seconds 10\n"
        "  coalesce render ms3 --out heat.png --panels on --theme light --size 1920x1080\n"
        "  coalesce render two-clusters --twin model.attention=unnormalized --out votes.mp4 --panels on\n"
        "  coalesce render three-phases --out lecture.mp4 --size 1920x1080");
    command.callback([options, command] {
        if (names_lesson(options->common.scene)) return render_lesson_with(*options, command);
        if (!command.given("--twin-clock") && options->common.filmed_by_phase()) options->twin_clock = "phase";
        render(*options);
    });
}

}  // namespace coalesce::command
