#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "coalesce/field/solver_report.hpp"
#include "coalesce/model/cloud.hpp"
#include "coalesce/model/scene.hpp"
#include "coalesce/model/stop.hpp"

namespace coalesce {

/// d planes of N doubles, laid out as in Cloud.
struct Vectors {
    int dimension = 3;           ///< d
    std::size_t count = 0;       ///< N
    std::vector<double> values;  ///< d·N, plane after plane

    /// Makes room for N vectors of R^d; their values are unspecified.
    void resize(int d, std::size_t n) {
        dimension = d;
        count = n;
        values.resize(static_cast<std::size_t>(d) * n);
    }
    /// Plane `k` (0 ≤ k < d), N entries.
    std::span<double> axis(int k) { return {values.data() + static_cast<std::size_t>(k) * count, count}; }
    /// The same, read-only.
    std::span<const double> axis(int k) const { return {values.data() + static_cast<std::size_t>(k) * count, count}; }
    /// Vector i; its third entry is 0 for d = 2.
    Vec3 at(std::size_t i) const {
        return {values[i], values[count + i], dimension == 3 ? values[2 * count + i] : 0.0};
    }
    /// Sets vector i.
    void set(std::size_t i, const Vec3& value) {
        for (int k = 0; k < dimension; ++k) axis(k)[i] = value[static_cast<std::size_t>(k)];
    }
};

/// Attention of every token of a cloud, before V and the projection.
struct Field {
    /// m_i: softmax: Σ_j w_ij x_j; unnormalised: Σ_j α_j exp(β(<Qx_i,Kx_j> - s)) x_j, s = ‖Q^T K‖.
    Vectors attention;
    /// F_i = log Σ_j α_j exp(β<Qx_i,Kx_j>) for every token (causal: over j ≤ i, not renormalised).
    std::vector<double> log_partition;
};

/// Computes fields, bit-identical for the same cloud, model and build, whatever the number of threads.
class FieldSolver {
  public:
    virtual ~FieldSolver() = default;
    /// @param field  resized as needed; its memory is reused
    /// @throws Stopped  within some 10 ms of a stop request; the field is then undefined, and the solver as it was
    ///                  before the call
    virtual void evaluate(const Cloud& cloud, const Model& model, Field& field) = 0;
    /// Sets the token that later evaluations poll.
    void set_stop(StopToken stop) { stop_ = stop; }

    /// Ranks the velocities of the last field by suspected error: a number per token
    /// that rises with it. Rounded exponents contribute β|Bx_i| times the spread of
    /// the places that token i attends to; rounded places add to it. O(N).
    virtual std::vector<double> suspicion(const Cloud& cloud, const Model& model, const Field& field);
    /// Describes the last evaluation.
    virtual SolverReport report() const = 0;

    /// State that later evaluations depend on beside their arguments. A solver of the same specification restored to
    /// another's state continues with the same bits; null stands for a stateless or new solver.
    struct State {
        State() = default;
        State(const State&) = delete;
        State& operator=(const State&) = delete;
        virtual ~State() = default;
    };
    /// Returns the present state; null if the solver has none.
    virtual std::shared_ptr<const State> save() const { return nullptr; }
    /// Restores a state that save() returned; null: that of a new solver.
    virtual void restore(const State* state) { static_cast<void>(state); }

    /// A key ≥ 0 for every token of the last evaluation: with tokens sorted by it, the next one streams through memory.
    /// Empty if sorting would gain nothing. Valid until the next evaluation.
    virtual std::span<const std::int32_t> scattered_keys() const { return {}; }

  protected:
    StopToken stop_;  ///< polled during evaluations
};

/// Resolves `automatic` to single while its bound 5e-7 (1 + β‖Q^T K‖) is at most 1e-4.
Precision resolve_precision(Precision asked, const Model& model);

/// Makes the solver of a scene. Automatic: the cheaper of direct and mesh (MeshOrDirectSolver), but direct where double
/// precision is asked for, which no mesh reaches.
std::unique_ptr<FieldSolver> make_solver(const SolverSpec& spec);
/// Holds if make_solver gives the direct sum for every cloud.
bool always_direct(const SolverSpec& spec);

/// v_i = P_{x_i} V m_i, in radians per unit of time.
void velocities(const Cloud& cloud, const Model& model, const Field& field, Vectors& out);

/// E = (1/2β) Σ_i α_i exp(F_i - βs) (MP), between 0 and 1/(2β). At β = 0, where the constant 1/(2β)
/// diverges, the limit without it: ½ Σ_ij α_i α_j (<Qx_i,Kx_j> - s).
double energy(const Cloud& cloud, const Model& model, const Field& field);
/// The same limit, not causal, from Σ α_i x_i and Σ α_i.
double energy_without_temperature(const Model& model, const Vec3& moment, double mass);

}  // namespace coalesce
