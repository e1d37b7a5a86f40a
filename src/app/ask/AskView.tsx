export default function AskView() {
  return <div />;
}
