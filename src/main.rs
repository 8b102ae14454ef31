//! Arguments -> command -> exit code.

fn main() -> std::process::ExitCode {
    sockspec::cli::main()
}
