#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "coalesce/field/field.hpp"
#include "coalesce/flow/token_store.hpp"
#include "coalesce/model/scene.hpp"
#include "coalesce/observe/state_sums.hpp"
#include "coalesce/theory/alignment.hpp"
#include "flow/adaptive.hpp"
#include "flow/rows.hpp"

namespace coalesce {

/// State from which steps continue with the same bits.
struct MotionState {
    Cloud rows;  ///< fixed steps
    TokenOrder order;
    std::shared_ptr<const FieldSolver::State> solver;
    std::optional<AdaptiveFlow::State> flow;  ///< adaptive steps
    std::size_t bytes() const { return rows.bytes() + order.bytes() + (flow ? flow->bytes() : 0); }
};

/// Moves the tokens of a run and answers for their present state: in fixed steps on the host (HostMotion) or on a
/// device (DeviceMotion), or in adaptive steps (AdaptiveMotion). Knows neither times nor observers: Simulation makes
/// the same calls to all three.
///
/// Rows are what the field is computed for: tokens, possibly sorted, or in adaptive time the lumps that several tokens
/// share. Field and velocities are computed once a state, at their first request.
class Motion {
  public:
    virtual ~Motion() = default;
    virtual void set_stop(StopToken stop) = 0;

    // Steps:
    /// Takes one step: of length `most`, or in adaptive time of the length that its error allows, up to `most`.
    /// @param index  number of the step, which keys the noise
    /// @return       its length
    /// @throws Stopped, RunError  the state is then the one before
    virtual double step(double most, std::uint64_t index) = 0;
    /// Number of whole steps of length dt in a time `rest`; 0 if steps choose their length.
    virtual double whole_steps(double rest, double dt) const = 0;
    /// A remaining time up to this is rounding and is not stepped over.
    virtual double negligible(double dt) const = 0;
    /// True if a run observes the state after that many steps.
    virtual bool observed(std::uint64_t steps) const = 0;

    // The present state, by row:
    virtual std::size_t size() const = 0;
    virtual const Cloud& rows() = 0;
    /// Hands over the memory of rows() and goes on with a copy. @throws std::logic_error  it is not this motion's own
    virtual Cloud detach_rows() { throw std::logic_error("rows are detached from the host's fixed steps alone"); }
    /// Row of every token; empty: row t is token t.
    virtual std::span<const std::int32_t> row_of_token() const = 0;
    virtual const Field& field() = 0;
    virtual const Vectors& velocity() = 0;
    virtual StateSums sums(const LeadingSpace& space) = 0;

    // The present state, by token:
    virtual Cloud tokens() = 0;
    /// Copies some tokens, with masses that sum to 1.
    virtual void copy_some(std::span<const std::uint32_t> tokens, Cloud& some);
    /// Copies positions (3N, interleaved, z = 0 on S^1) and speeds (N, radians per unit of time).
    virtual void copy_tokens(std::vector<float>& positions, std::vector<float>& speed) = 0;
    /// N masses; empty if all are equal.
    virtual std::vector<double> masses() const = 0;
    /// Lumps that clusters are made of; null: clusters are made of tokens.
    virtual const Lumps* lumps() const { return nullptr; }

    // The last step, if it has a dense output:
    virtual bool dense() const { return false; }
    /// Rows after `part`, in [0, 1], of the step; without dense output the present ones. Also the row of every token
    /// then, and all tokens.
    virtual Cloud rows_at(double) { return rows(); }
    virtual std::span<const std::int32_t> row_of_token_then() const { return row_of_token(); }
    virtual Cloud tokens_at(double) { return tokens(); }
    /// Fixed point at which the tokens rest; null: they move.
    virtual const RestingPlace* rest() const { return nullptr; }

    /// The solver's report on the last field, and why there is no device.
    virtual SolverReport report() const = 0;
    /// The report with the error measured now (measured_field_error); nullopt if no velocity differs at all.
    /// @throws Stopped
    virtual SolverReport measured_report(ErrorSearch search, StopToken stop);

    using State = MotionState;
    virtual State save() = 0;
    /// Returns to a state, under the model and solver of a scene.
    /// @return  false if that takes another motion (make_motion); nothing is changed then
    /// @throws RunError  the device failed; leave_device() continues from the state
    virtual bool restore(const State&, const Scene&) { return false; }
    /// Continues under another model and solver.
    /// @return  false if that takes another motion, which starts from tokens(); nothing is changed then
    virtual bool change(const Scene&) { return false; }

    /// The store of tokens on a device; null: they are on the host.
    virtual TokenStore* store() { return nullptr; }
    /// Gives up a device.
    /// @return  a motion on the host from the last copy there; null: the tokens are on the host
    virtual std::unique_ptr<Motion> leave_device(const std::string&) { return nullptr; }

  protected:
    virtual const Model& model() const = 0;
    /// FieldSolver::suspicion of the rows.
    virtual std::vector<double> suspicion(ErrorSearch search) = 0;
    /// Velocities more exact than P_x V m of the field; null: none.
    virtual const Vectors* exact_velocity() const { return nullptr; }
    /// Error that the motion itself has measured of the last field; 0: none.
    virtual double own_error() const { return 0; }
};

/// Makes the motion of tokens from their initial cloud or from a saved state: adaptive steps if the scene asks for
/// them, else fixed steps on a device if make_device_cloud has one, else on the host.
/// @throws InputError, Stopped  as AdaptiveFlow
std::unique_ptr<Motion> make_motion(const Scene& scene, Cloud tokens, StopToken stop);
std::unique_ptr<Motion> make_motion(const Scene& scene, Motion::State state, StopToken stop);

/// Replaces a motion by that of make_motion. A device's memory is freed before another cloud is made there; if this
/// throws, `motion` is as it was.
template <class From>
void replace_motion(std::unique_ptr<Motion>& motion, const Scene& scene, From from, StopToken stop) {
    const bool fixed = scene.time.method != Method::adaptive;
    if (auto on_host = fixed ? motion->leave_device({}) : nullptr) motion = std::move(on_host);
    motion = make_motion(scene, std::move(from), stop);
}

}  // namespace coalesce
