#include "reference/alignment_flow.hpp"

#include "reference/vectors.hpp"

namespace coalesce::reference {

using Vector = Triple<double>;

Point alignment_flow(const Model& model, const Point& from, double time, int steps) {
    const auto f = [&](const Vector& y) {
        const Vector image = apply_transposed(model.K, apply(model.Q, y));
        const Vector pull = times(apply(model.V, image), 1 / length(image));
        return combine(pull, -product(y, pull), y);
    };
    const double h = time / steps;
    Vector x = from;
    for (int step = 0; step < steps; ++step) {
        const Vector k1 = f(x);
        const Vector k2 = f(combine(x, h / 2, k1));
        const Vector k3 = f(combine(x, h / 2, k2));
        const Vector k4 = f(combine(x, h, k3));
        for (std::size_t k = 0; k < 3; ++k) x[k] += h / 6 * (k1[k] + 2 * k2[k] + 2 * k3[k] + k4[k]);
        x = times(x, 1 / length(x));
    }
    return x;
}

}  // namespace coalesce::reference
