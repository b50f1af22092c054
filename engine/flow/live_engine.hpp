#pragma once

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "coalesce/flow/live.hpp"
#include "flow/chronicle.hpp"
#include "flow/history.hpp"
#include "flow/lending.hpp"
#include "flow/pacer.hpp"
#include "flow/publication.hpp"
#include "flow/theory_watch.hpp"
#include "flow/triple_buffer.hpp"

namespace coalesce {

/// State shared by the window's and the engine's threads; no lock is held during a step or while drawing.
struct LiveSimulation::Shared {
    struct SnapshotRequest {
        std::promise<Cloud> reply;
    };
    /// All that another simulation needs to go on from here.
    struct Branch {
        Scene scene;
        Chronicle::Run run;
        MeasurementLog::Rows rows;
        std::size_t keyframe_budget;
        live::Observe observe;
        SlowParts slow_parts;
        std::optional<TheoryWatch::Shown> theory;  ///< empty: nothing was compared yet
    };
    struct ForkRequest {
        std::promise<Branch> reply;
    };
    using Message = std::variant<Command, SnapshotRequest, ForkRequest>;

    Bell bell;                           ///< rung for messages, loans and the end
    std::vector<Message> inbox;          ///< guarded by the bell's mutex
    std::atomic<std::uint64_t> sent{0};  ///< number of commands sent
    Lending lending{bell};

    TripleBuffer<Frame> frames;
    MeasurementLog log;
    std::mutex refusal_mutex;
    std::vector<Refusal> refusals;
    std::mutex wake_mutex;
    std::function<void()> wake;

    void post(Message message);
    void wake_reader();
};

/// Loop of the engine's thread: takes messages between two steps, steps when Pacer allows it, publishes frames when
/// Publication wants it. TheoryWatch compares them with theory, and Borrower keeps the tokens in a lent buffer.
class LiveEngine {
  public:
    LiveEngine(LiveSimulation::Shared& shared, Scene scene, std::size_t keyframe_budget);
    LiveEngine(LiveSimulation::Shared& shared, LiveSimulation::Shared::Branch branch);
    void run();

  private:
    using Clock = std::chrono::steady_clock;
    using Message = LiveSimulation::Shared::Message;

    bool wait_for_work(std::vector<Message>& messages);
    bool hold_tokens();
    void take(std::vector<Message>& messages);
    void take(const Command& command);
    void reply(LiveSimulation::Shared::SnapshotRequest& request);
    void reply(LiveSimulation::Shared::ForkRequest& request);
    void apply(const live::Play&);
    void apply(const live::Pause&);
    void apply(const live::Step& step);
    void apply(const live::Reset& reset);
    void apply(const live::UndoReset&);
    void apply(const live::Seek& seek);
    void apply(const live::Reach& reach);
    void apply(const live::Edit& edit);
    void apply(const live::SetEvents& set);
    void apply(const live::Redraw& redraw);
    void apply(const live::Replace& replace);
    void apply(const live::SetPace& pace);
    void apply(const live::Observe& observe);
    void apply(const live::KeepTime& keep);

    void draw_anew(Scene scene);
    void start_generation();
    void take_over(LiveSimulation::Shared::Branch& branch);
    bool answers_quickly(Clock::time_point now);
    void refuse(const std::string& why);
    void fail(const std::string& why);

    Simulation& simulation() { return chronicle_->simulation(); }
    const Simulation& simulation() const { return chronicle_->simulation(); }
    Pacer::Run paced() const;
    bool held();
    bool may_step();
    bool finish_seek();
    void seek_on();
    void refill();
    void end_where_due();
    void take_due_edit();
    void end_reach();
    void step();
    void fill(Frame& frame, const Histogram* inner_products, WantedDensities densities);
    void complete(Frame& frame);
    void fill_nothing(Frame& frame);
    void publish();
    bool publish_and_hold();

    LiveSimulation::Shared& shared_;
    std::size_t keyframe_budget_;
    std::unique_ptr<Chronicle> chronicle_;
    double linking_angle_ = 0;
    int histogram_bins_ = default_histogram_bins;
    WantedDensities densities_;

    Pacer pacer_;
    live::KeepTime common_;             ///< clock shared with other runs, if any
    std::optional<live::Reach> reach_;  ///< what pacer_ reaches for, with the edits that are not taken yet
    Publication publication_;
    SlowParts slow_parts_;
    std::optional<Clock::time_point>
        complete_from_;  ///< set while answers show slow parts and theory of an earlier frame
    TheoryWatch theory_;
    Borrower borrower_;

    std::uint64_t taken_ = 0;       ///< number of commands taken
    int publications_to_trim_ = 0;  ///< publications until freed memory is returned, after a cloud was drawn
    std::string failure_;
};

}  // namespace coalesce
