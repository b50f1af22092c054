#include <filesystem>

#include "coalesce/field/cloud_velocities.hpp"
#include "coalesce/model/error.hpp"
#include "coalesce/model/npy.hpp"
#include "command/checks.hpp"
#include "command/command.hpp"

namespace coalesce::command {

void add_field(Command root) {
    Command command = root.add_subcommand("field", "Write the velocities of the initial state");
    auto common = std::make_shared<Common>();
    auto out = std::make_shared<std::string>();
    common->help.until = "No effect: the velocities are those of the initial state";
    common->help.backend = "No effect on the result, which the CPU computes; cuda fails without a device";
    common->add_to(command);
    command.add_option("--out", *out, "File of the velocities: N×d, float64, tangent to the sphere at each token")
        .type_name("FILE.npy")
        .check(not_empty())
        .required();
    command.footer("Example:\n  coalesce field ms2 --set tokens.count=1000 --out velocities.npy");
    command.callback([common, out] {
        if (std::filesystem::path(*out).extension() != ".npy")
            throw InputError("--out " + *out + ": found another ending, expected .npy");
        const Scene scene = common->load().scene;
        const Cloud cloud = draw(scene.tokens.law, scene.dimension, static_cast<std::size_t>(scene.tokens.count),
                                 static_cast<std::uint64_t>(scene.tokens.seed));
        Vectors velocity;
        cloud_velocities(cloud, scene.model, scene.solver, {}, velocity);
        const auto d = static_cast<std::size_t>(cloud.dimension());
        std::vector<double> rows(cloud.size() * d);
        for (std::size_t i = 0; i < cloud.size(); ++i)
            for (std::size_t k = 0; k < d; ++k) rows[i * d + k] = velocity.axis(static_cast<int>(k))[i];
        write_npy(*out, rows, cloud.size(), d);
    });
}

}  // namespace coalesce::command
