#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <future>
#include <mutex>
#include <string>
#include <variant>
#include <vector>

#include "flow/chronicle.hpp"
#include "flow/history.hpp"
#include "flow/live.hpp"
#include "flow/triple_buffer.hpp"
#include "observe/theory_monitor.hpp"

namespace coalesce {

/// State shared by the window's and the engine's threads; no lock is held during a step or while drawing.
struct LiveSimulation::Shared {
    struct SnapshotRequest {
        std::promise<Cloud> reply;
    };
    using Message = std::variant<Command, SnapshotRequest>;

    std::mutex inbox_mutex;
    std::condition_variable inbox_filled;
    std::vector<Message> inbox;
    std::atomic<std::uint64_t> sent{0};  ///< number of commands sent
    bool stop = false;
    struct Withdrawal {
        std::optional<std::vector<float>> positions;
        std::string why;
    };
    struct Lending {
        Loan loan;
        DeviceLoan buffer;
        std::size_t tokens = 0;
        std::optional<Withdrawal> withdrawal;  ///< of a parked buffer, not yet handled
    };
    Lending lending;  ///< guarded by inbox_mutex

    TripleBuffer<Frame> frames;
    MeasurementLog log;
    std::mutex refusal_mutex;
    std::vector<Refusal> refusals;
    std::mutex wake_mutex;
    std::function<void()> wake;

    void post(Message message);
    void wake_reader();
};

/// Steps per second, averaged over about half a second.
class RateMeter {
  public:
    using Clock = std::chrono::steady_clock;
    void restart();
    void count_step();
    double rate() const { return rate_; }

  private:
    Clock::time_point since_{};
    double steps_ = 0, rate_ = 0;
};

/// Loop of the engine's thread: takes messages between two steps, steps at the requested pace, publishes frames.
class LiveEngine {
  public:
    LiveEngine(LiveSimulation::Shared& shared, Scene scene, std::size_t keyframe_budget);
    void run();

  private:
    using Clock = std::chrono::steady_clock;
    using Message = LiveSimulation::Shared::Message;

    bool wait_for_work(std::vector<Message>& messages);
    void take(std::vector<Message>& messages);
    void take(const Command& command);
    void reply(LiveSimulation::Shared::SnapshotRequest& request);
    void apply(const live::Play&);
    void apply(const live::Pause&);
    void apply(const live::Step& step);
    void apply(const live::Reset& reset);
    void apply(const live::UndoReset&);
    void apply(const live::Seek& seek);
    void apply(const live::Edit& edit);
    void apply(const live::Replace& replace);
    void apply(const live::SetPace& pace);
    void apply(const live::Observe& observe);

    void change_model(const Scene& scene);
    void draw_anew(Scene scene);
    void start_generation(std::shared_ptr<const std::vector<float>> longitude);
    void refuse(const std::string& why);
    void fail(const std::string& why);

    Simulation& simulation() { return chronicle_->simulation(); }
    const Simulation& simulation() const { return chronicle_->simulation(); }
    void finish_seek();
    void seek_on();

    bool adaptive() const { return simulation().scene().time.method == Method::adaptive; }
    bool paced_by_time() const;
    double time_after_tick() const;
    bool step_allowed() const;
    bool at_end() const;
    void end_where_due();
    void forget_credit();
    void refill_credit();
    void show_granted();
    void step();
    const Histogram* recent_inner_products() const;
    WantedDensities densities_due() const;
    void compare(Frame& frame);
    void fill(Frame& frame, const Histogram* inner_products, WantedDensities densities);
    bool publication_due() const;
    void publish();

    bool lending_moved() const;
    bool hold_tokens();
    void take_back(LiveSimulation::Shared::Withdrawal withdrawal);
    void attach();
    void stop_device();
    void part_with_buffer();

    LiveSimulation::Shared& shared_;
    std::size_t keyframe_budget_;
    std::unique_ptr<Chronicle> chronicle_;
    double linking_angle_ = 0;
    int histogram_bins_ = 72;
    WantedDensities densities_;
    SurfaceDensities shown_densities_;
    Clock::time_point next_densities_{};

    bool holding_ = false;      ///< the engine owns the lent buffer
    bool parked_ = false;       ///< tokens are in a buffer that the window owns
    std::string loan_failure_;  ///< to be reported when the buffer is handed back

    bool playing_ = false;
    Pace pace_;
    double credit_ = 0;      ///< steps that the pace allows before the next tick
    double tick_until_ = 0;  ///< time that the pace allows to go to, if paced by time
    int asked_steps_ = 0;    ///< steps of live::Step still to do
    Clock::time_point next_tick_{}, last_grant_{}, last_publication_{}, next_publication_{};
    RateMeter meter_;
    bool ended_ = false;   ///< paused at time.until
    bool beyond_ = false;  ///< played on from time.until

    std::uint64_t sequence_ = 0, generation_ = 0, taken_ = 0;
    int publications_to_trim_ = 0;  ///< publications until freed memory is returned, after a cloud was drawn
    std::shared_ptr<const std::vector<float>> longitude_;
    std::unique_ptr<TheoryMonitor> theory_;
    std::vector<Comparison> comparisons_;
    std::optional<Forecast> forecast_;
    int linked_ = 0, modes_ = 0;
    Clock::time_point next_comparison_{};
    bool comparison_due_ = false;  ///< the comparisons shown are of an earlier state, or theory lags
    Histogram inner_products_;
    Clock::time_point inner_products_counted_{};
    bool answer_due_ = true;  ///< a command's effect is to be published at once
    bool fresh_ = false;      ///< a generation's state at time 0 is not yet published
    bool moved_ = true;       ///< the state differs from the last published one
    std::string failure_;
};

}  // namespace coalesce
