#include "flow/rosenbrock.hpp"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <limits>

#include "flow/linearisation.hpp"
#include "flow/spectrum.hpp"

namespace coalesce {

namespace {

constexpr double gamma_ = 0.25;

/// Row s: weights of the increments 0 … s-1 in the point of stage s. Stage 5 adds increment 4 to the point of stage 4,
/// and the result adds increment 5 to that of stage 5.
constexpr double place_weights[5][4] = {
    {},
    {1.544},
    {0.9466785280815826, 0.2557011698983284},
    {3.314825187068521, 2.896124015972201, 0.9986419139977817},
    {1.221224509226641, 6.019134481288629, 12.53708332932087, -0.6878860361058950},
};
/// Row s: weights of the increments on the right-hand side of stage s, per h.
constexpr double slope_weights[6][5] = {
    {},
    {-5.6688},
    {-2.430093356833875, -0.2063599157091915},
    {-0.1073529058151375, -9.594562251023355, -20.47028614809616},
    {7.496443313967647, -10.24680431464352, -33.99990352819905, 11.70890893206160},
    {8.083246795921522, -7.981132988064893, -31.52159432874371, 16.31930543123136, -6.058818238834054},
};
constexpr double dense_first[5] = {10.12623508344586, -7.487995877610167, -34.80091861555747, -7.992771707568823,
                                   1.025137723295662};
constexpr double dense_second[5] = {-0.6762803392801253, 6.087714651680015, 16.43084320892478, 24.76722511418386,
                                    -6.594389125716872};

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Largest length of a token's coordinates; NaN counts as infinite.
double largest_of(const Eigen::VectorXd& u, Eigen::Index width) {
    double largest = 0;
    for (Eigen::Index row = 0; row < u.size(); row += width) {
        const double length = u.segment(row, width).norm();
        if (!(length <= largest)) largest = std::isnan(length) ? infinity : length;
    }
    return largest;
}

}  // namespace

DormandPrince::Trial Rosenbrock::attempt(const Cloud& cloud, const FieldMatrices& matrices, double h) {
    from_ = cloud;
    const Linearisation about(from_, matrices);
    const Linearised here = about();
    const Eigen::Index width = cloud.dimension() - 1, n = about.dimension();
    fastest_ = here.jacobian.cwiseAbs().rowwise().sum().maxCoeff();
    growth_ = largest_real_part(here.jacobian);
    const Eigen::PartialPivLU<Eigen::MatrixXd> system(Eigen::MatrixXd::Identity(n, n) / (h * gamma_) - here.jacobian);

    Eigen::VectorXd increment[6], place = Eigen::VectorXd::Zero(n);
    for (int stage = 0; stage < 6; ++stage) {
        if (stage < 5) {
            place.setZero();
            for (int s = 0; s < stage; ++s) place += place_weights[stage][s] * increment[s];
        } else {
            place += increment[4];
        }
        // Beyond half a radian, stages sample the field far from the path (AdaptiveFlow).
        if (const double reach = largest_of(place, width); !(reach <= 1)) return {infinity, reach};
        Eigen::VectorXd right = stage == 0 ? here.velocity : about.velocity(place);
        for (int s = 0; s < stage; ++s) right += slope_weights[stage][s] / h * increment[s];
        increment[stage] = system.solve(right);
    }
    const Eigen::VectorXd end = place + increment[5];
    const DormandPrince::Trial trial{largest_of(increment[5], width), largest_of(end, width)};
    if (!(trial.error < 1 && trial.reach < 1)) return {infinity, infinity};
    Eigen::VectorXd first = Eigen::VectorXd::Zero(n), second = Eigen::VectorXd::Zero(n);
    for (int s = 0; s < 5; ++s) {
        first += dense_first[s] * increment[s];
        second += dense_second[s] * increment[s];
    }
    moved_ = about.moved(end);
    end_.assign(end.begin(), end.end());
    first_.assign(first.begin(), first.end());
    second_.assign(second.begin(), second.end());
    return trial;
}

Cloud Rosenbrock::at(double part) const {
    if (part <= 0) return from_;
    if (part >= 1) return moved_;
    Eigen::VectorXd u(static_cast<Eigen::Index>(end_.size()));
    for (std::size_t k = 0; k < end_.size(); ++k)
        u[static_cast<Eigen::Index>(k)] = part * (end_[k] + (1 - part) * (first_[k] + part * second_[k]));
    return moved_in_charts(from_, u);
}

}  // namespace coalesce
