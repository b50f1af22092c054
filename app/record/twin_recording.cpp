#include "record/twin_recording.hpp"

#include <algorithm>
#include <memory>

#include "coalesce/observe/phase_clock.hpp"
#include "record/film.hpp"
#include "record/frame_queue.hpp"
#include "record/recording_comments.hpp"
#include "view/target.hpp"

namespace coalesce {
namespace {

/// Largest number of frames at which distances are computed: enough for a curve on a screen.
constexpr int most_distances = 200;
/// Height of a line of text at scale 1, pixels.
constexpr float text_pixels = 16;

/// The runs of a film, all at one time.
class Films {
  public:
    Films(const std::vector<const SceneDocument*>& runs, double until, const StopToken& stop) : documents_(runs) {
        for (const SceneDocument* run : runs)
            films_.push_back(std::make_unique<Film>(run->scene, run->view.linking_angle, run->view.histogram_bins,
                                                    wanted_densities(run->view), until, stop));
        seen_.resize(runs.size());
        frames_.resize(runs.size());
    }

    double time() { return films_.front()->simulation().time(); }
    /// Steps the runs to a time of each.
    void go_to(const std::vector<double>& times, const std::function<bool()>& stop) {
        for (std::size_t k = 0; k < films_.size(); ++k) {
            frames_[k] = &films_[k]->at(times[k], stop);
            seen_[k] = {frames_[k], documents_[k], films_[k]->history()};
        }
    }
    std::span<const SeenRun> seen() const { return seen_; }
    std::span<const Frame* const> frames() const { return frames_; }

  private:
    const std::vector<const SceneDocument*>& documents_;
    std::vector<std::unique_ptr<Film>> films_;
    std::vector<SeenRun> seen_;
    std::vector<const Frame*> frames_;
};

/// Times of the runs at a time of the first one.
class FilmClock {
  public:
    FilmClock(TwinClock kind, const std::vector<const SceneDocument*>& runs, double until,
              const RecordingProgress& progress)
        : runs_(runs.size()), until_(until), logarithmic_(runs.front()->scene.time.axis == TimeAxis::log) {
        if (kind == TwinClock::phase)
            for (const SceneDocument* run : runs) phases_.push_back(phases_of(*run, until, progress));
    }

    std::vector<double> times(double time) const {
        std::vector<double> all(runs_, time);
        for (std::size_t k = 1; k < phases_.size(); ++k)
            all[k] = time_at_equal_phase(phases_.front(), phases_[k], time, until_, until_, logarithmic_);
        return all;
    }

  private:
    static std::vector<Phase> phases_of(const SceneDocument& run, double until, const RecordingProgress& progress) {
        Simulation simulation(run.scene, progress.stop);
        simulation.set_linking_angle(run.view.linking_angle);
        while (simulation.time() < until && !progress.cancel) {
            simulation.step_towards(until);
            if (progress.stepped) progress.stepped(simulation.time());
        }
        return simulation.phases();
    }

    std::size_t runs_;
    double until_;
    bool logarithmic_;
    std::vector<std::vector<Phase>> phases_;  ///< of each run; none on the clock of time
};

Image draw_twin_frames(const std::vector<const SceneDocument*>& runs, const RecordingSettings& settings, TwinClock kind,
                       RecordingProgress& progress, const TwinOverlay& overlay, RecordingComments& comments,
                       FrameQueue& queue) {
    const double until = last_frame_time(settings, runs.front()->scene.time.until);
    const int count = frame_count(settings), stride = (count + most_distances - 1) / most_distances;
    progress.frames_total = count;
    const float scale = picture_scale(settings.width, settings.height);
    const float em = text_pixels * scale * static_cast<float>(settings.text_scale);
    const SidePlaces places =
        side_by_side(runs.size(), {0, 0, static_cast<float>(settings.width), static_cast<float>(settings.height)},
                     run_name_ems * em, settings.panels);
    const FilmClock clock(kind, runs, until, progress);
    OffscreenTarget target(settings.width, settings.height, 1);
    TwinView pictures(runs.size());
    Films films(runs, until, progress.stop);
    TwinDistances distances;
    const auto cancelled = [&] {
        if (progress.stepped) progress.stepped(films.time());
        return progress.cancel || progress.stop.stop_requested();
    };
    ViewState camera = runs.front()->view;
    const int first = first_drawn_frame(settings, camera, count);
    Image image;
    for (int index = 0; index < count; ++index) {
        const bool drawn = index >= first, compared = settings.panels && (index % stride == 0 || index + 1 == count);
        if (!drawn && !compared) continue;
        const std::vector<double> times = clock.times(frame_time(settings, until, index, count));
        films.go_to(times, cancelled);
        if (cancelled()) return image;
        if (compared) distances.add(films.frames());
        if (!drawn) continue;
        camera.yaw = yaw_in_frame(runs.front()->view, settings, index);
        target.bind();
        clear_to_ground(camera.theme);
        pictures.draw(films.seen(), camera, places, settings.height, scale, em);
        std::vector<Shown> shown;
        for (std::size_t k = 0; k < runs.size(); ++k) shown.push_back(pictures.shown(k));
        if (overlay) overlay({films.seen(), shown, distances, places}, settings.width, settings.height);
        target.read(image);
        queue.push(image, comments.of_picture(index, times));
        progress.frames_done = index + 1;
    }
    if (progress.completing) progress.completing();
    queue.finish();
    return image;
}

}  // namespace

Image record_twins(const std::vector<const SceneDocument*>& runs, const RecordingSettings& settings, TwinClock clock,
                   RecordingProgress& progress, const TwinOverlay& overlay) {
    validate(settings);
    RecordingComments comments(runs, clock, settings);
    progress.without_scene = comments.left_out();
    // By either clock all runs are at their end in the last frame.
    const std::vector<double> end(runs.size(), last_frame_time(settings, runs.front()->scene.time.until));
    return record_frames(comments.of_film(end), settings, progress, [&](FrameQueue& queue) {
        return draw_twin_frames(runs, settings, clock, progress, overlay, comments, queue);
    });
}

}  // namespace coalesce
