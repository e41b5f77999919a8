use morgue::article::Article;
fn main() {
    let body = std::io::read_to_string(std::io::stdin()).unwrap();
    let article = Article { body: body.clone(), ..Article::default() };
    for s in morgue::names::spans(&article) {
        println!("{:?} {:.2} {}", s.kind, s.confidence, &body[s.start..s.end]);
    }
}
