#include "lecture/lesson_film.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "coalesce/model/error.hpp"
#include "coalesce/model/output.hpp"
#include "record/clip.hpp"
#include "record/clip_lesson.hpp"
#include "record/frame_queue.hpp"
#include "view/lesson_panels.hpp"
#include "view/markup.hpp"

namespace coalesce {
namespace {

constexpr int most_film_frames = 1'000'000;
/// Seconds between two comparisons with the limit theorems, which are read, not watched.
constexpr double between_comparisons = 0.5;

bool shows_theory(const Lesson& lesson, std::size_t index) {
    for (std::size_t k = index + 1; k-- > 0;)
        if (lesson.steps[k].show) return shows(*lesson.steps[k].show, LessonPanel::theory);
    return false;
}

/// Thrown where a computation is asked to end.
struct FilmStopped {};

/// A film on its way.
class LessonFilmer {
  public:
    LessonFilmer(const Lesson& lesson, const LessonFilmSettings& settings, RecordingProgress& progress,
                 FrameQueue& queue)
        : lesson_(lesson),
          settings_(settings),
          progress_(progress),
          queue_(queue),
          run_(lesson, settings.looks.theme, progress.stop),
          painter_(lesson, settings.looks) {
        if (container_of(settings.path) == Container::png_folder)
            carried_ = lesson_for_clip(lesson, std::filesystem::path(settings.path) / "frame.png");
        for (const StepPlan& plan : film_schedule(lesson)) planned_.push_back(frames_of(plan, settings.fps));
    }

    /// Films a step. Throws FilmStopped.
    void film(std::size_t index, const std::function<void(const std::string&)>& note) {
        const LessonStep& step = lesson_.steps[index];
        const int first = frames_;
        if (step.scene || step.lab) turned_ = 0;
        run_.begin(index, [this] { return cancelled(); });
        begin_laboratory(index);
        const bool theory = settings_.looks.panels && shows_theory(lesson_, index);
        compared_ = compared_time_ = -1;
        for (int k = 0; k < frames_of(run_.plan(), settings_.fps); ++k) {
            const double second = static_cast<double>(k) / settings_.fps;
            run_.show(second, [this] { return cancelled(); });
            if (cancelled()) throw FilmStopped();
            move_laboratory(index, second);
            if (theory) compare(second);
            const LessonMoment shown = moment(index, second);
            queue_.push(painter_.paint(run_, shown), comment_of(shown));
            ++frames_;
            report(index);
        }
        turned_ = turned_at(step, run_.plan().length());
        const std::string missed = run_.missed();
        if (!missed.empty()) note(missed);
        const std::string title = step.title.empty() ? "Step " + std::to_string(index + 1) : step.title;
        chapters_.push_back({without_markup(title), first, frames_});
        const double begin = static_cast<double>(first) / settings_.fps;
        for (Subtitle& subtitle : subtitles_of(step, run_.plan(), begin)) {
            subtitle.to = std::min(subtitle.to, static_cast<double>(frames_) / settings_.fps);
            subtitles_.push_back(std::move(subtitle));
        }
    }

    const std::vector<Chapter>& chapters() const { return chapters_; }
    const std::vector<Subtitle>& subtitles() const { return subtitles_; }
    /// The chapters of a film that ends here.
    std::vector<Chapter> chapters_so_far(std::size_t index) const {
        std::vector<Chapter> all = chapters_;
        const int from = all.empty() ? 0 : all.back().to;
        if (index < lesson_.steps.size() && frames_ > from)
            all.push_back({without_markup(lesson_.steps[index].title), from, frames_});
        return all;
    }

  private:
    bool cancelled() {
        if (progress_.stepped) progress_.stepped(run_.runs().empty() ? 0 : run_.runs().front().simulation().time());
        return progress_.cancel || progress_.stop.stop_requested();
    }

    /// Metadata of a frame that is written as a picture; empty: it is not.
    std::string comment_of(const LessonMoment& shown) {
        if (carried_.empty()) return "";
        ClipOrigin origin{.document = run_.document()};
        if (!run_.runs().empty()) origin.time = run_.runs().front().frame().time;
        if (shown.turned != 0) origin.yaw = origin.document.view.yaw + shown.turned;
        origin.lesson = carried_;
        origin.step = shown.step;
        const std::filesystem::path file = std::filesystem::path(settings_.path) / "frame.png";
        return clip_comment(within_limit(std::move(origin), file, largest_frame_comment), file);
    }

    void work_in_laboratory() {
        if (cancelled()) throw FilmStopped();
    }

    /// Opens the step's laboratory. One that answers a question after another laboratory opens with the answer.
    void begin_laboratory(std::size_t index) {
        const LessonStep& step = lesson_.steps[index];
        lab_from_ = lab_share_;
        lab_waits_ = step.lab && step.question && index > 0 && lab_at(lesson_, index - 1);
        if (step.lab && !lab_waits_) open(*step.lab);
    }

    void open(const LessonLab& laboratory) {
        painter_.open_laboratory(laboratory, [this](double) { work_in_laboratory(); });
        lab_waits_ = false;
        lab_share_ = lab_from_ = 0;
    }

    /// Lets the laboratory's time run to its end within the step, from the answer on where there is a question.
    void move_laboratory(std::size_t index, double second) {
        const StepPlan& plan = run_.plan();
        const double from = plan.run_from();
        if (lab_waits_ && second >= from) open(*lesson_.steps[index].lab);
        if (lab_waits_ || !painter_.laboratory_has_time() || !lab_plays_at(lesson_, index)) return;
        const double to = std::max(from + 1, plan.length() - StepPlan::last_look);
        const double share = lab_from_ + (1 - lab_from_) * std::clamp((second - from) / (to - from), 0.0, 1.0);
        if (share == lab_share_) return;
        lab_share_ = share;
        painter_.move_laboratory(share, [this](double) { work_in_laboratory(); });
    }

    /// Compares with theory at fixed seconds while the run plays.
    void compare(double second) {
        if (run_.runs().empty()) return;
        const double due = std::floor(second / between_comparisons + 1e-9);
        const double time = run_.runs().front().frame().time;
        if (due == compared_ || time == compared_time_) return;
        run_.runs().front().compare_with_theory();
        compared_ = due;
        compared_time_ = time;
    }

    LessonMoment moment(std::size_t index, double second) const {
        const LessonStep& step = lesson_.steps[index];
        const StepPlan& plan = run_.plan();
        LessonMoment moment;
        moment.step = index;
        moment.lab_share = lab_share_;
        moment.turned = turned_at(step, second);
        moment.asked = step.question.has_value();
        moment.answered = second >= plan.answered_from();
        if (second >= plan.pause_from() && second < plan.pause_from() + StepPlan::pause)
            moment.left = static_cast<float>(1 - (second - plan.pause_from()) / StepPlan::pause);
        return moment;
    }

    /// The turntable's angle: a step that places the camera itself turns back what was turned before.
    double turned_at(const LessonStep& step, double second) const {
        double before = turned_;
        if (step.view.changes("view.yaw")) {
            const double part = step.camera_over > 0 ? std::clamp(second / step.camera_over, 0.0, 1.0) : 1;
            before *= 1 - part * part * (3 - 2 * part);
        }
        return std::remainder(before + run_.document().view.turntable * second, 2 * M_PI);
    }
    void report(std::size_t index) {
        int total = frames_;
        const int done = frames_ - (chapters_.empty() ? 0 : chapters_.back().to);
        total += std::max(0, frames_of(run_.plan(), settings_.fps) - done);
        for (std::size_t k = index + 1; k < planned_.size(); ++k) total += planned_[k];
        progress_.frames_total = total;
        progress_.frames_done = frames_;
        if (progress_.stepped) progress_.stepped(run_.runs().empty() ? 0 : run_.runs().front().frame().time);
    }

    const Lesson& lesson_;
    const LessonFilmSettings& settings_;
    RecordingProgress& progress_;
    FrameQueue& queue_;
    LessonRun run_;
    LessonPainter painter_;
    std::string carried_;       ///< the lesson as pictures carry it; empty: frames are not pictures
    std::vector<int> planned_;  ///< frames of every step, if conditions come as late as they may
    std::vector<Chapter> chapters_;
    std::vector<Subtitle> subtitles_;
    int frames_ = 0;
    bool lab_waits_ = false;               ///< the step's laboratory opens with the answer
    double lab_share_ = 0, lab_from_ = 0;  ///< of its course: now, and at the step's beginning
    double turned_ = 0, compared_ = -1, compared_time_ = -1;
};

}  // namespace

void validate(const LessonFilmSettings& settings, const Lesson& lesson) {
    check_format(settings.path, settings.looks.width, settings.looks.height, settings.fps);
    if (container_of(settings.path) == Container::png)
        throw InputError(settings.path +
                         ": found a picture, expected a film of the lesson: .mp4, .webm, .gif or a folder/");
    if (!(settings.looks.text_scale >= 0.5 && settings.looks.text_scale <= 2))
        throw InputError("text scale of " + settings.path + ": found " + std::to_string(settings.looks.text_scale) +
                         ", expected 0.5 to 2");
    double seconds = 0;
    for (const StepPlan& plan : film_schedule(lesson)) seconds += plan.length();
    if (seconds * settings.fps > most_film_frames)
        throw InputError(settings.path + ": found a lesson of " + std::to_string(std::llround(seconds)) +
                         " s, expected at most " + std::to_string(most_film_frames / settings.fps) +
                         " at this rate (10^6 frames)");
}

std::vector<Subtitle> subtitles_of(const LessonStep& step, const StepPlan& plan, double begin) {
    std::string caption = without_markup(step.title);
    if (!step.caption.empty()) caption += "\n" + without_markup(step.caption);
    if (!step.question) return {{begin, begin + plan.length(), caption}};
    const LessonQuestion& question = *step.question;
    std::string asked = without_markup(question.text);
    for (std::size_t k = 0; k < question.choices.size(); ++k)
        asked += "\n" + std::to_string(k + 1) + ". " + without_markup(question.choices[k]);
    const std::string answer = std::to_string(question.answer + 1) + ". " +
                               without_markup(question.choices[question.answer]) + "\n" + without_markup(question.why);
    const double ask = begin + std::min(reading_seconds(step.caption), plan.pause_from());
    return {{begin, ask, caption},
            {ask, begin + plan.answered_from(), asked},
            {begin + plan.answered_from(), begin + plan.length(), answer}};
}

void film_lesson(const Lesson& lesson, const LessonFilmSettings& settings, RecordingProgress& progress,
                 const std::function<void(const std::string&)>& note) {
    validate(settings, lesson);
    VideoOptions options;
    options.stop = [&progress] { return progress.cancel || (progress.asked_to_stop && progress.asked_to_stop()); };
    options.title = without_markup(lesson.title);
    options.author = lesson.author;
    ClipOrigin beginning{.document = document_after(lesson, 0)};
    beginning.lesson = lesson_for_clip(lesson, settings.path);
    options.comment = clip_comment(within_limit(std::move(beginning), settings.path), settings.path);
    PendingFile subtitles(subtitles_beside(settings.path));
    VideoWriter writer(settings.path, settings.looks.width, settings.looks.height, settings.fps, options);
    std::size_t index = 0;
    std::vector<Chapter> chapters;
    try {
        FrameQueue queue(writer);
        LessonFilmer filmer(lesson, settings, progress, queue);
        try {
            for (; index < lesson.steps.size(); ++index) filmer.film(index, note);
        } catch (...) {
            chapters = filmer.chapters_so_far(index);
            throw;
        }
        if (progress.completing) progress.completing();
        writer.set_chapters(filmer.chapters());
        queue.finish();
        subtitles.write(subrip_text(filmer.subtitles()));
        subtitles.commit();
        return;
    } catch (const FilmStopped&) {
    } catch (const Stopped&) {  // the stop came within a step
    } catch (const RunError& error) {
        writer.set_chapters(chapters);
        const std::filesystem::path kept = writer.abandon();
        if (kept.empty()) throw;
        throw RunError(std::string(error.what()) + "; the frames until then are in " + kept.string());
    }
    writer.set_chapters(chapters);
    progress.kept = writer.abandon();
}

}  // namespace coalesce
